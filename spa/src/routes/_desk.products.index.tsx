import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Category, ProductRow } from '../api/model';
import { getListProductsQueryKey, listProducts } from '../api/products';
import { STATUSES } from '../features/products/productFields.ts';
import { allCategories, categoryOptions } from '../ui/categories.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { BulkEdit } from '../features/products/bulk/BulkEdit';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, sortOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';
import { Named } from '../ui/Thumb';

const AVAILABILITIES = ['in_stock', 'low', 'sold_out'] as const;
const NO_CATEGORIES: readonly Category[] = [];

export const Route = createFileRoute('/_desk/products/')({
  validateSearch: searchOf({
    hide: typed,
    q: typed,
    status: oneOf(STATUSES),
    category: typed,
    stock: oneOf(AVAILABILITIES),
    sort: sortOf(['name', 'updated']),
  }),
  component: Products,
});

function Products() {
  const { t, n, word, locale } = useWords();
  const search = Route.useSearch();
  const { hide: _, ...narrowed } = search;
  const navigate = useNavigate();
  const asked = { ...narrowed, language: locale };
  const source = useRows({
    key: getListProductsQueryKey(asked),
    read: (cursor, request) => listProducts({ ...asked, ...cursor }, request),
  });
  const [bulk, setBulk] = useState<readonly string[] | null>(null);
  const { data: categories = NO_CATEGORIES } = useQuery(allCategories());
  const columns: Column<ProductRow>[] = [
    {
      id: 'name',
      sort: 'name',
      heading: t('products.name'),
      lead: true,
      cell: (row) => (
        <Named
          url={row.picture_url}
          name={
            <Link className={ui.link} to="/products/$productId" params={{ productId: row.id }}>
              {row.name}
            </Link>
          }
          detail={row.slug}
        />
      ),
    },
    { id: 'category', heading: t('products.category'), cell: (row) => row.category ?? '—' },
    {
      id: 'status',
      heading: t('products.status'),
      corner: true,
      cell: (row) => (
        <span className={ui.row}>
          <Status family="product" code={row.status} />
          {row.without_price > 0 ? <Badge color="orange">{t('products.no_price')}</Badge> : null}
        </span>
      ),
    },
    {
      id: 'variants',
      heading: t('products.variants'),
      numeric: true,
      cell: (row) => n('products.variants_count', row.variants),
    },
    {
      id: 'updated',
      sort: 'updated',
      heading: t('products.updated'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <When at={row.updated_at} />,
    },
  ];
  const create = (
    <Action
      needs="products.write"
      leftSection={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/products/new' })}
    >
      {t('products.new')}
    </Action>
  );
  return (
    <ListPage
      views="products"
      title={t('nav.products')}
      actions={
        <>
          <Button variant="subtle" onClick={() => void navigate({ to: '/products/edits' })}>
            {t('bulk.list')}
          </Button>
          <ExportMenu names={['products', 'prices', 'scheduled_prices']} filters={search} />
          <Action
            needs="products.write"
            variant="default"
            leftSection={<IconPencil size={16} />}
            onClick={() => setBulk([])}
          >
            {t('bulk.edit_all')}
          </Action>
          {create}
        </>
      }
      bulk={(rows) => (
        <Action needs="products.write" size="xs" onClick={() => setBulk(rows.map(({ id }) => id))}>
          {t('bulk.edit')}
        </Action>
      )}
      remedy={create}
      search={search}
      find={t('products.search')}
      filters={[
        {
          name: 'status',
          label: t('products.status'),
          options: STATUSES.map((one) => [one, word('product', one)] as const),
        },
        {
          name: 'stock',
          label: t('nav.stock'),
          isLong: true,
          options: AVAILABILITIES.map((one) => [one, word('availability', one)] as const),
        },
        {
          name: 'category',
          label: t('products.category'),
          isLong: true,
          options: categoryOptions(categories, locale).map(
            ([id, name]) => [categories.find((one) => one.id === id)?.slug ?? id, name] as const,
          ),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('products.none')}
      hint={t('products.none_hint')}
      noneFound={t('products.none_found')}
    >
      {bulk ? (
        <BulkEdit
          chosen={bulk}
          filter={{
            q: search.q ?? '',
            status: search.status ?? null,
            category: search.category ?? null,
            stock: search.stock ?? null,
          }}
          close={() => setBulk(null)}
        />
      ) : null}
    </ListPage>
  );
}
