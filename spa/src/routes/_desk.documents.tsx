import { createFileRoute, Link } from '@tanstack/react-router';
import { getGetDocumentPdfUrl, getListDocumentsQueryKey, listDocuments } from '../api/documents';
import { DocumentKind, type DocumentRow } from '../api/model';
import { Journal } from '../features/documents/Journal';
import { useWords } from '../i18n';
import { day } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Money } from '../ui/text';

const KINDS = Object.values(DocumentKind);

export const Route = createFileRoute('/_desk/documents')({
  validateSearch: searchOf({ q: typed, kind: oneOf(KINDS) }),
  component: Documents,
});

function Documents() {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const asked = { q: search.q, ...(search.kind ? { kind: [search.kind] } : {}) };
  const source = useRows({
    key: getListDocumentsQueryKey(asked),
    read: (cursor, request) => listDocuments({ ...asked, ...cursor }, request),
  });
  const columns: Column<DocumentRow>[] = [
    {
      id: 'code',
      heading: t('documents.number'),
      lead: true,
      cell: (row) => (
        <a
          className={`${ui.link} ${ui.mono}`}
          href={getGetDocumentPdfUrl(row.id)}
          target="_blank"
          rel="noreferrer"
        >
          {row.code}
        </a>
      ),
    },
    {
      id: 'kind',
      heading: t('documents.kind'),
      corner: true,
      cell: (row) => word('document_kind', row.kind),
    },
    {
      id: 'issued',
      heading: t('documents.issued_on'),
      numeric: true,
      cell: (row) => day(row.issued_on, locale),
    },
    {
      id: 'order',
      heading: t('documents.order'),
      cell: (row) => (
        <Link className={ui.link} to="/orders/$number" params={{ number: row.order_number }}>
          {row.order_number}
        </Link>
      ),
    },
    {
      id: 'buyer',
      heading: t('documents.buyer'),
      cell: (row) => [row.buyer, row.buyer_tax_id].filter(Boolean).join(' · ') || '—',
    },
    {
      id: 'tax',
      heading: t('documents.tax'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <Money value={row.tax} />,
    },
    {
      id: 'total',
      heading: t('documents.total'),
      numeric: true,
      cell: (row) => <Money value={row.total} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.documents')}
      lead={t('documents.lead')}
      actions={<Journal />}
      search={search}
      find={t('documents.search')}
      filters={[
        {
          name: 'kind',
          label: t('documents.kind'),
          options: KINDS.map((one) => [one, word('document_kind', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('documents.none')}
      hint={t('documents.none_hint')}
    />
  );
}
