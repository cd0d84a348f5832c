import { createFileRoute, Link } from '@tanstack/react-router';
import { getListDisputesQueryKey, listDisputes } from '../api/disputes';
import type { DisputeRow } from '../api/model';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { Money, When } from '../ui/text';

const STATES = ['open', 'closed'] as const;

export const Route = createFileRoute('/_desk/disputes')({
  validateSearch: searchOf({ state: oneOf(STATES) }),
  component: Disputes,
});

function Disputes() {
  const { t, word } = useWords();
  const search = Route.useSearch();
  const source = useRows({
    key: getListDisputesQueryKey(search),
    read: (cursor, request) => listDisputes({ ...search, ...cursor }, request),
  });
  const columns: Column<DisputeRow>[] = [
    {
      id: 'order',
      heading: t('disputes.order'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.mono}`}
          to="/orders/$number"
          params={{ number: row.order_number }}
        >
          {row.order_number}
        </Link>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="dispute_status" code={row.status} />,
    },
    { id: 'reason', heading: t('disputes.reason'), cell: (row) => row.reason.replaceAll('_', ' ') },
    {
      id: 'amount',
      heading: t('disputes.amount'),
      numeric: true,
      cell: (row) => <Money value={row.amount} />,
    },
    {
      id: 'due',
      heading: t('disputes.due'),
      numeric: true,
      cell: (row) => (row.due_at ? <When at={row.due_at} exact /> : '—'),
    },
    {
      id: 'opened',
      heading: t('disputes.opened'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <When at={row.opened_at} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.disputes')}
      lead={t('disputes.lead')}
      search={search}
      filters={[
        {
          name: 'state',
          label: t('disputes.state'),
          options: STATES.map((one) => [one, word('dispute_state', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('disputes.none')}
      hint={t('disputes.none_hint')}
    />
  );
}
