import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { getListCustomerGroupsQueryOptions } from '../api/customers';
import type { PriceListOut } from '../api/model';
import { getListPriceListsQueryKey, listPriceLists } from '../api/products';
import { ExportMenu } from '../features/exports/ExportMenu';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';

export const Route = createFileRoute('/_desk/price-lists/')({ component: PriceLists });

function PriceLists() {
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const names = new Map((groups.data?.items ?? []).map(({ id, name }) => [id, name]));
  const source = useRows<PriceListOut>({
    key: getListPriceListsQueryKey(),
    read: (_, request) => listPriceLists(request),
  });
  const columns: Column<PriceListOut>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/price-lists/$listId" params={{ listId: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'group',
      heading: t('price_lists.group'),
      cell: ({ group_id }) =>
        group_id === null ? t('price_lists.everybody') : (names.get(group_id) ?? '—'),
    },
    {
      id: 'active',
      heading: t('price_lists.state'),
      cell: ({ is_active }) => t(is_active ? 'price_lists.is_on' : 'price_lists.is_off'),
    },
    {
      id: 'prices',
      heading: t('price_lists.prices'),
      numeric: true,
      cell: ({ prices }) => count(prices, locale),
    },
  ];
  return (
    <ListPage
      title={t('nav.price_lists')}
      lead={t('price_lists.lead')}
      actions={
        <>
          <ExportMenu names={['price_lists', 'tier_prices']} />
          <Action
            needs="prices.write"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/price-lists/new' })}
          >
            {t('price_lists.new')}
          </Action>
        </>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('price_lists.none')}
      hint={t('price_lists.none_hint')}
    />
  );
}
