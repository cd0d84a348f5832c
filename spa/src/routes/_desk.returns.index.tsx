import { createFileRoute, Link } from '@tanstack/react-router';
import { ReturnKind, ReturnStatus, type ReturnRow } from '../api/model';
import { getListReturnsQueryKey, listReturns } from '../api/returns';
import { UnmatchedWithdrawals } from '../features/returns/UnmatchedWithdrawals';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

const STATUSES = Object.values(ReturnStatus);
const KINDS = Object.values(ReturnKind);

export const Route = createFileRoute('/_desk/returns/')({
  validateSearch: searchOf({
    q: typed,
    status: oneOf(STATUSES),
    kind: oneOf(KINDS),
    due: oneOf(['soon'] as const),
  }),
  component: Returns,
});

function Returns() {
  const { t, word } = useWords();
  const search = Route.useSearch();
  const { q, status, kind, due } = search;
  const asked = {
    ...(q ? { q } : {}),
    ...(status ? { status: [status] } : {}),
    ...(kind ? { kind: [kind] } : {}),
    ...(due ? { is_due: true } : {}),
  };
  const source = useRows({
    key: getListReturnsQueryKey(asked),
    read: (cursor, request) => listReturns({ ...asked, ...cursor }, request),
  });
  const columns: Column<ReturnRow>[] = [
    {
      id: 'number',
      heading: t('returns.number'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.whole}`}
          to="/returns/$number"
          params={{ number: row.number }}
        >
          {row.number}
        </Link>
      ),
    },
    {
      id: 'order',
      heading: t('returns.order'),
      cell: (row) => (
        <Link className={ui.link} to="/orders/$number" params={{ number: row.order_number }}>
          {row.order_number}
        </Link>
      ),
    },
    {
      id: 'kind',
      heading: t('returns.kind'),
      cell: (row) => (
        <>
          {word('return_kind', row.kind)}
          {row.is_late ? ` · ${t('returns.late')}` : ''}
        </>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="return_status" code={row.status} />,
    },
    { id: 'units', heading: t('orders.units'), numeric: true, cell: (row) => row.units },
    {
      id: 'due',
      heading: t('returns.due'),
      numeric: true,
      cell: (row) => (row.refund_due_at ? <When at={row.refund_due_at} exact /> : '—'),
    },
    {
      id: 'requested',
      heading: t('returns.requested_at'),
      numeric: true,
      cell: (row) => <When at={row.requested_at} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.returns')}
      lead={t('returns.lead')}
      search={search}
      find={t('returns.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('return_status', one)] as const),
        },
        {
          name: 'kind',
          label: t('returns.kind'),
          options: KINDS.map((one) => [one, word('return_kind', one)] as const),
        },
        { name: 'due', label: t('returns.due'), options: [['soon', t('returns.due_soon')]] },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('returns.none')}
      hint={t('returns.none_hint')}
    >
      <UnmatchedWithdrawals />
    </ListPage>
  );
}
