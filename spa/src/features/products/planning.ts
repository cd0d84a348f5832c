/** What a sale would make of a product's prices. */

import type { PriorPrices, Product } from '../../api/model';

export type Ending = 'exact' | '95' | '99' | '00';

export interface Planned {
  variant_id: string;
  sku: string;
  currency: string;
  before: number;
  amount_minor: number;
  /** What the page may say: null where nothing may be announced, or not yet known. */
  percent: number | null;
}

/** A price after so many basis points off; an ending is the nearest below, where there is one. */
export function reduced(minor: number, basisPoints: number, ending: Ending): number {
  const exact = Math.round((minor * (10_000 - basisPoints)) / 10_000);
  if (ending === 'exact') return exact;
  const cents = Number(ending);
  const rounded = exact - ((((exact - cents) % 100) + 100) % 100);
  return rounded > 0 ? rounded : exact;
}

/** Every price of the product's active variants, in one currency or in all. */
export function plannedOf(
  product: Product,
  change: (minor: number) => number | null,
  currency: string | null,
  prior: PriorPrices | undefined,
): Planned[] {
  return product.variants
    .filter(({ active }) => active)
    .flatMap(({ id, sku, prices }) =>
      prices
        .filter(({ price }) => currency === null || price.currency === currency)
        .flatMap(({ price }) => {
          const amount = change(price.amount_minor);
          if (amount === null) return [];
          const was = prior?.is_law
            ? (prior.prices.find((one) => one.variant_id === id && one.currency === price.currency)
                ?.lowest_30_days?.amount_minor ?? null)
            : price.amount_minor;
          return [
            {
              variant_id: id,
              sku,
              currency: price.currency,
              before: price.amount_minor,
              amount_minor: amount,
              percent:
                was !== null && was > amount
                  ? Math.round((100 * (was - amount)) / was) || null
                  : null,
            },
          ];
        }),
    );
}
