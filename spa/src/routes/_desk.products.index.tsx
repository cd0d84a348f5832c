import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import type { ProductRow, ProductStatus } from '../api/model';
import { getListProductsQueryKey, listProducts } from '../api/products';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Choice, Filters, SearchField } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { When } from '../ui/text';
import { Named } from '../ui/Thumb';

const STATUSES: readonly ProductStatus[] = ['active', 'draft', 'archived'];

interface ProductsSearch {
  q?: string;
  status?: ProductStatus;
}

export const Route = createFileRoute('/_desk/products/')({
  validateSearch: ({ q, status }: Record<string, unknown>): ProductsSearch => ({
    ...(q ? { q: String(q).slice(0, 120) } : {}),
    ...(STATUSES.includes(status as ProductStatus) ? { status: status as ProductStatus } : {}),
  }),
  component: Products,
});

function Products() {
  const { t, n, word, locale } = useWords();
  const { q = '', status } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const asked = { q, language: locale, ...(status ? { status } : {}) };
  const source = useRows({
    key: getListProductsQueryKey(asked),
    read: (cursor, request) => listProducts({ ...asked, ...cursor }, request),
  });
  const columns: Column<ProductRow>[] = [
    {
      id: 'name',
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
      cell: (row) => <Status family="product" code={row.status} />,
    },
    {
      id: 'variants',
      heading: t('products.variants'),
      numeric: true,
      cell: (row) => n('products.variants_count', row.variants),
    },
    {
      id: 'updated',
      heading: t('products.updated'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <When at={row.updated_at} />,
    },
  ];
  return (
    <Page title={t('nav.products')}>
      <Filters>
        <SearchField
          label={t('products.search')}
          value={q}
          change={(typed) =>
            void navigate({ search: (old) => ({ ...old, q: typed || undefined }), replace: true })
          }
        />
        <Choice
          label={t('products.status')}
          value={status ?? 'all'}
          options={[
            ['all', t('orders.show_all')],
            ...STATUSES.map((one) => [one, word('product', one)] as const),
          ]}
          change={(chosen) =>
            void navigate({
              search: (old) => ({ ...old, status: chosen === 'all' ? undefined : chosen }),
            })
          }
        />
      </Filters>
      <Panel flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('nav.products')}
          nothing={t(q ? 'products.none_found' : 'products.none')}
          hint={t('products.none_hint')}
        />
      </Panel>
    </Page>
  );
}
