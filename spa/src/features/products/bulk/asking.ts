/** What a bulk edit asks for, from what its form holds. */

import type { BulkEditAsked, ProductsFilter, ProductStatus } from '../../../api/model';

export interface Values {
  price: string | null;
  percent: number | null;
  amount: number | null;
  currency: string | null;
  ending: string | null;
  compare_at: string | null;
  status: string | null;
  category_id: string | null;
  tax_class: string | null;
  tags_added: readonly string[];
  tags_removed: readonly string[];
  collection_added: string | null;
  collection_removed: string | null;
}

export const UNCHANGED: Values = {
  price: null,
  percent: 1_000,
  amount: null,
  currency: null,
  ending: 'exact',
  compare_at: 'keep',
  status: null,
  category_id: null,
  tax_class: null,
  tags_added: [],
  tags_removed: [],
  collection_added: null,
  collection_removed: null,
};

export type Selection = { product_ids: string[] } | { filter: ProductsFilter };

type Change = BulkEditAsked['change'];
type PriceStep = NonNullable<Change['price']>;

/** Null where nothing is to change, or the amount is not typed yet. */
export function changeOf(values: Values): Change | null {
  const { price, percent, amount, status, category_id, tax_class } = values;
  const { tags_added, tags_removed, collection_added, collection_removed } = values;
  const sign = price === 'raise' || price === 'raise_amount' ? 1 : -1;
  const isAmount = price === 'raise_amount' || price === 'lower_amount';
  const by = isAmount ? amount : percent;
  if (price !== null && by === null) return null;
  const change: Change = {
    ...(price !== null && by !== null
      ? {
          price: {
            ...(isAmount ? { amount_minor: sign * by } : { basis_points: sign * by }),
            ...(values.currency ? { currency: values.currency } : {}),
            ending: (values.ending ?? 'exact') as NonNullable<PriceStep['ending']>,
            compare_at: (values.compare_at ?? 'keep') as NonNullable<PriceStep['compare_at']>,
          },
        }
      : {}),
    ...(status ? { status: status as ProductStatus } : {}),
    ...(category_id ? { category_id } : {}),
    ...(tax_class ? { tax_class } : {}),
    ...(tags_added.length > 0 ? { tags_added: [...tags_added] } : {}),
    ...(tags_removed.length > 0 ? { tags_removed: [...tags_removed] } : {}),
    ...(collection_added ? { collection_added } : {}),
    ...(collection_removed ? { collection_removed } : {}),
  };
  return Object.keys(change).length > 0 ? change : null;
}
