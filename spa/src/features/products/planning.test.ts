import { describe, expect, it } from 'vitest';
import { aProduct } from '../../mock/samples/goods.ts';
import { plannedOf } from './planning.ts';

describe('A planned price', () => {
  it.each([
    [8_000, 20],
    [9_980, null], // less than half a per cent is no reduction that one would announce
    [10_000, null],
  ])('of %d announces %s per cent of 100.00', (amount, percent) => {
    const [planned] = plannedOf(
      aProduct({
        variants: aProduct().variants.map((variant) => ({
          ...variant,
          active: true,
          prices: variant.prices.map((one) => ({
            ...one,
            price: { currency: 'EUR', amount_minor: 10_000 },
          })),
        })),
      }),
      () => amount,
      'EUR',
      undefined,
    );

    expect(planned?.percent).toBe(percent);
  });
});
