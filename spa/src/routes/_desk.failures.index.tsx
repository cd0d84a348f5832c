import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { getListDeadLettersQueryKey, listDeadLetters } from '../api/dead-letters';
import { LetterStatus, type DeadLetterRow } from '../api/model';
import { useMessageName } from '../features/failures/names.ts';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Choice, Filters } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

const STATUSES = Object.values(LetterStatus);
const AGAIN_MS = 10_000;

export const Route = createFileRoute('/_desk/failures/')({
  validateSearch: ({ status }: Record<string, unknown>): { status?: LetterStatus } =>
    STATUSES.includes(status as LetterStatus) && status !== 'open'
      ? { status: status as LetterStatus }
      : {},
  component: Failures,
});

function Failures() {
  const { t, word } = useWords();
  const { status = 'open' } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
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
    <Page title={t('nav.failures')} lead={t('failures.lead')}>
      <Filters>
        <Choice
          label={t('orders.show')}
          value={status}
          options={STATUSES.map((one) => [one, word('dead_letter', one)] as const)}
          change={(chosen) =>
            void navigate({ search: chosen === 'open' ? {} : { status: chosen } })
          }
        />
      </Filters>
      <Panel flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('nav.failures')}
          nothing={t(status === 'open' ? 'failures.none' : 'failures.none_settled')}
          {...(status === 'open' ? { hint: t('failures.none_hint') } : {})}
        />
      </Panel>
    </Page>
  );
}
