import { IconPlus } from '@tabler/icons-react';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { getListPagesQueryKey, listPages } from '../api/content';
import type { PageRow, PageStatus } from '../api/model';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

const STATUSES: readonly PageStatus[] = ['draft', 'published'];

export const Route = createFileRoute('/_desk/pages/')({
  validateSearch: searchOf({ q: typed, status: oneOf(STATUSES) }),
  component: Pages,
});

function Pages() {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate();
  const source = useRows({
    key: getListPagesQueryKey(search),
    read: (cursor, request) => listPages({ ...search, ...cursor }, request),
  });
  const inLocale = (texts: Record<string, string>) =>
    texts[locale] ?? Object.values(texts)[0] ?? '';
  const columns: Column<PageRow>[] = [
    {
      id: 'title',
      heading: t('content.title'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/pages/$pageId" params={{ pageId: row.id }}>
          {inLocale(row.titles)}
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="page" code={row.visibility} />,
    },
    {
      id: 'role',
      heading: t('pages.role'),
      cell: (row) => (row.role ? word('page_role', row.role) : '—'),
    },
    { id: 'slug', heading: t('pages.slug'), deskOnly: true, cell: (row) => inLocale(row.slugs) },
    {
      id: 'changed',
      heading: t('products.updated'),
      numeric: true,
      cell: (row) => <When at={row.changed_at} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.pages')}
      lead={t('pages.lead')}
      actions={
        <Action
          needs="content.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/pages/new' })}
        >
          {t('pages.new')}
        </Action>
      }
      search={search}
      find={t('pages.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('page_status', one)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('pages.none')}
      hint={t('pages.none_hint')}
    />
  );
}
