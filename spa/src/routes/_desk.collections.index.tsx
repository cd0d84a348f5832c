import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import type { CollectionSummary } from '../api/model';
import { getListCollectionsQueryOptions } from '../api/products';
import { ExportMenu } from '../features/exports/ExportMenu';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/collections/')({ component: Collections });

const FILLING_MS = 2_000;

function Collections() {
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    ...getListCollectionsQueryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ is_filling }) => is_filling) ? FILLING_MS : false,
  });
  const columns: Column<CollectionSummary>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/collections/$collectionId" params={{ collectionId: row.id }}>
          {row.texts[locale]?.name ?? row.slug}
        </Link>
      ),
    },
    {
      id: 'kind',
      heading: t('collections.kind'),
      cell: ({ by_rule, is_filling }) =>
        is_filling
          ? t('collections.filling')
          : t(by_rule ? 'collections.is_by_rule' : 'collections.is_by_hand'),
    },
    {
      id: 'products',
      heading: t('nav.products'),
      numeric: true,
      cell: (row) => <Count value={row.products} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.collections')}
      lead={t('collections.lead')}
      actions={
        <>
          <ExportMenu names={['collections']} />
          <Action
            needs="products.write"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/collections/new' })}
          >
            {t('collections.new')}
          </Action>
        </>
      }
      source={{ rows: data?.items, error, retry: refetch, more: undefined, isReadingMore: false }}
      columns={columns}
      keyOf={({ id }) => id}
      nothing={t('collections.none')}
      hint={t('collections.none_hint')}
    />
  );
}
