import { createFileRoute, Link } from '@tanstack/react-router';
import { QuoteStatus, type QuoteRow } from '../api/model';
import { getListQuotesQueryKey, listQuotes } from '../api/quotes';
import { ExportMenu } from '../features/exports/ExportMenu';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { Money, When } from '../ui/text';

const STATUSES = Object.values(QuoteStatus);

export const Route = createFileRoute('/_desk/quotes')({
  validateSearch: searchOf({ q: typed, status: oneOf(STATUSES) }),
  component: Quotes,
});

/** Each quote by its newest version, whatever became of it. */
function Quotes() {
  const { t, word } = useWords();
  const search = Route.useSearch();
  const source = useRows({
    key: getListQuotesQueryKey(search),
    read: (cursor, request) => listQuotes({ ...search, ...cursor }, request),
  });
  const columns: Column<QuoteRow>[] = [
    {
      id: 'number',
      heading: t('quotes.number'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.whole}`}
          to="/drafts/$draftId"
          params={{ draftId: row.draft_id }}
        >
          {row.number}
        </Link>
      ),
    },
    {
      id: 'buyer',
      heading: t('orders.buyer'),
      cell: (row) => <span className={ui.wide}>{row.name || row.email || '—'}</span>,
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="quote" code={row.status} />,
    },
    {
      id: 'order',
      heading: t('quotes.order'),
      wideOnly: true,
      cell: (row) =>
        row.order_number ? (
          <Link className={ui.link} to="/orders/$number" params={{ number: row.order_number }}>
            {row.order_number}
          </Link>
        ) : (
          '—'
        ),
    },
    { id: 'sent', heading: t('quotes.sent_at'), cell: (row) => <When at={row.sent_at} /> },
    {
      id: 'until',
      heading: t('quotes.valid_until'),
      deskOnly: true,
      cell: (row) => <When at={row.valid_until} exact />,
    },
    {
      id: 'total',
      heading: t('orders.total'),
      numeric: true,
      cell: (row) => <Money value={row.total} />,
    },
  ];
  return (
    <ListPage
      views="quotes"
      title={t('quotes.all')}
      back={{ to: '/drafts', label: t('nav.drafts') }}
      actions={<ExportMenu names={['quotes']} filters={search} />}
      search={search}
      find={t('quotes.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('quote', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.draft_id}
      nothing={t('quotes.none_yet')}
      hint={t('quotes.none_yet_hint')}
      noneFound={t('quotes.none_found')}
    />
  );
}
