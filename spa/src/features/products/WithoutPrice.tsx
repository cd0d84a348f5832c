import { Alert } from '@mantine/core';
import type { Product } from '../../api/model';
import { useWords } from '../../i18n';

/** Said for as long as it is so: what is on sale and has no price is sold to nobody. */
export function WithoutPrice({ product }: { product: Product }) {
  const { t } = useWords();
  const isOnSale = product.status === 'active' || product.status === 'unlisted';
  const active = product.variants.filter((one) => one.active);
  const unpriced = active.filter(
    (one) => one.prices.length === 0 && Object.keys(one.own_amounts).length === 0,
  );
  if (!isOnSale || unpriced.length === 0) return null;
  return (
    <Alert color="orange" role="status">
      {unpriced.length === active.length
        ? t('products.without_any_price')
        : t('products.without_price', { count: String(unpriced.length) })}
    </Alert>
  );
}
