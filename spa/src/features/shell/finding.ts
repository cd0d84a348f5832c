/** What the palette finds in the shop itself: orders by any part of what is known of them, customers, products, SKUs. */

import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { getListCustomersQueryOptions } from '../../api/customers';
import { getListOrdersQueryOptions } from '../../api/orders';
import { getListProductsQueryOptions } from '../../api/products';
import { getListStockQueryOptions } from '../../api/stock';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';

const REST_MS = 250;
const SHOWN = 5;
/** One letter finds everything, which is nothing. */
const SHORTEST = 2;

export function useFound(typed: string): SpotlightActionGroupData[] {
  const { t, word, locale } = useWords();
  const can = useCan();
  const navigate = useNavigate();
  const [q] = useDebouncedValue(typed.trim(), REST_MS);
  const isAsked = q.length >= SHORTEST;
  const asked = { q, limit: SHOWN };
  const orders = useQuery({
    ...getListOrdersQueryOptions(asked),
    enabled: isAsked && can('orders.read'),
  });
  const customers = useQuery({
    ...getListCustomersQueryOptions(asked),
    enabled: isAsked && can('customers.read'),
  });
  const products = useQuery({
    ...getListProductsQueryOptions({ ...asked, language: locale }),
    enabled: isAsked && can('products.read'),
  });
  const skus = useQuery({
    ...getListStockQueryOptions({ ...asked, language: locale }),
    enabled: isAsked && can('stock.read'),
  });
  if (!isAsked) return [];
  // The API has decided that it fits: the palette does not ask again.
  const found = (action: SpotlightActionData) => ({ ...action, keywords: [typed] });
  return [
    {
      group: t('nav.orders'),
      actions: (orders.data?.items ?? []).map((order) =>
        found({
          id: `order ${order.id}`,
          label: order.number,
          description: `${order.name || order.email} · ${word('order', order.status)}`,
          onClick: () => void navigate({ to: '/orders/$number', params: { number: order.number } }),
        }),
      ),
    },
    {
      group: t('nav.customers'),
      actions: (customers.data?.items ?? []).map((customer) =>
        found({
          id: `customer ${customer.id}`,
          label: customer.name || customer.email,
          description: customer.email,
          onClick: () =>
            void navigate({ to: '/customers/$customerId', params: { customerId: customer.id } }),
        }),
      ),
    },
    {
      group: t('nav.products'),
      actions: (products.data?.items ?? []).map((product) =>
        found({
          id: `product ${product.id}`,
          label: product.name,
          description: word('product', product.status),
          onClick: () =>
            void navigate({ to: '/products/$productId', params: { productId: product.id } }),
        }),
      ),
    },
    {
      group: t('nav.stock'),
      actions: (skus.data?.items ?? []).map((variant) =>
        found({
          id: `sku ${variant.variant_id}`,
          label: variant.sku,
          description: variant.name,
          onClick: () => void navigate({ to: '/stock/$sku', params: { sku: variant.sku } }),
        }),
      ),
    },
  ].filter(({ actions }) => actions.length > 0);
}
