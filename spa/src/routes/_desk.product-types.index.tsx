import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import type { ProductType } from '../api/model';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { allProductTypes, nameIn, typeName } from '../ui/productTypes.ts';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/product-types/')({ component: ProductTypes });

function ProductTypes() {
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(allProductTypes());
  const columns: Column<ProductType>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/product-types/$typeId" params={{ typeId: row.id }}>
          {typeName(row, locale)}
        </Link>
      ),
    },
    {
      id: 'attributes',
      heading: t('types.attributes'),
      cell: ({ attributes }) =>
        attributes.map(({ names, key }) => nameIn(names, locale) || key).join(', ') || '—',
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
      title={t('nav.product_types')}
      lead={t('types.lead')}
      actions={
        <Action
          needs="products.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/product-types/new' })}
        >
          {t('types.new')}
        </Action>
      }
      source={{ rows: data, error, retry: refetch, more: undefined, isReadingMore: false }}
      columns={columns}
      keyOf={({ id }) => id}
      nothing={t('types.none')}
      hint={t('types.none_hint')}
    />
  );
}
