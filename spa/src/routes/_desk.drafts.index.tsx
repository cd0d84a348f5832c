import { Button } from '@mantine/core';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { getListDraftsQueryKey, listDrafts } from '../api/drafts';
import { DraftStatus, type DraftRow } from '../api/model';
import { NewDraft } from '../features/drafts/NewDraft';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

const STATUSES = Object.values(DraftStatus);

export const Route = createFileRoute('/_desk/drafts/')({
  validateSearch: searchOf({ status: oneOf(STATUSES) }),
  component: Drafts,
});

function Drafts() {
  const { t, word } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate();
  const source = useRows({
    key: getListDraftsQueryKey(search),
    read: (cursor, request) => listDrafts({ ...search, ...cursor }, request),
  });
  const columns: Column<DraftRow>[] = [
    {
      id: 'buyer',
      heading: t('orders.buyer'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.wide}`}
          to="/drafts/$draftId"
          params={{ draftId: row.id }}
        >
          {row.name || row.email || t('drafts.nobody')}
        </Link>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="draft" code={row.status} />,
    },
    {
      id: 'order',
      heading: t('orders.number'),
      cell: (row) =>
        row.order_number ? (
          <Link className={ui.link} to="/orders/$number" params={{ number: row.order_number }}>
            {row.order_number}
          </Link>
        ) : (
          '—'
        ),
    },
    { id: 'by', heading: t('drafts.by'), deskOnly: true, cell: (row) => row.created_by },
    {
      id: 'created',
      heading: t('drafts.created'),
      numeric: true,
      cell: (row) => <When at={row.created_at} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.drafts')}
      lead={t('drafts.lead')}
      back={{ to: '/orders', label: t('nav.orders') }}
      actions={
        <>
          <Button variant="default" onClick={() => void navigate({ to: '/quotes' })}>
            {t('quotes.all')}
          </Button>
          <NewDraft />
        </>
      }
      search={search}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('draft', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('drafts.none')}
      hint={t('drafts.none_hint')}
    />
  );
}
