import { createFileRoute, Link } from '@tanstack/react-router';
import { getListDeadLettersQueryKey, listDeadLetters } from '../api/dead-letters';
import { LetterStatus, type DeadLetterRow } from '../api/model';
import { useMessageName } from '../features/failures/names.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

const STATUSES = Object.values(LetterStatus);
const AGAIN_MS = 10_000;

export const Route = createFileRoute('/_desk/failures/')({
  validateSearch: searchOf({ status: oneOf(STATUSES, 'open') }),
  component: Failures,
});

function Failures() {
  const { t, word } = useWords();
  const search = Route.useSearch();
  const { status = 'open' } = search;
  const source = useRows({
    key: getListDeadLettersQueryKey({ status }),
    read: (cursor, request) => listDeadLetters({ status, ...cursor }, request),
    refetchInterval: AGAIN_MS,
  });
  const nameOf = useMessageName();
  const columns: Column<DeadLetterRow>[] = [
    {
      id: 'type',
      heading: t('failures.message'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/failures/$letterId" params={{ letterId: row.id }}>
          {nameOf(row.type)}
        </Link>
      ),
    },
    { id: 'queue', heading: t('failures.queue'), cell: (row) => row.queue },
    {
      id: 'subject',
      heading: t('failures.subject'),
      cell: (row) => <span className={`${ui.mono} ${ui.wide}`}>{row.subject ?? '—'}</span>,
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="dead_letter" code={row.status} />,
    },
    { id: 'by', heading: t('stock.who'), deskOnly: true, cell: (row) => row.settled_by ?? '—' },
    { id: 'at', heading: t('stock.when'), numeric: true, cell: (row) => <When at={row.at} /> },
  ];
  return (
    <ListPage
      title={t('nav.failures')}
      lead={t('failures.lead')}
      search={search}
      filters={[
        {
          name: 'status',
          label: t('orders.show'),
          options: STATUSES.map((one) => [one, word('dead_letter', one)] as const),
          usual: 'open',
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('failures.none')}
      hint={t('failures.none_hint')}
      noneFound={t('failures.none_settled')}
    />
  );
}
