import { pageOf } from './answers.ts';
import * as products from './generated/products/products.msw.ts';
import { aListedPrice, aPriceList } from './samples/priceLists.ts';

/** Planned prices, and price lists. */
export const priceHandlers = [
  products.getListScheduledPricesMockHandler(pageOf()),
  products.getListPriceListsMockHandler(pageOf(aPriceList())),
  products.getGetPriceListMockHandler(aPriceList()),
  products.getListListedPricesMockHandler(pageOf(aListedPrice())),
  products.getListPriorPricesMockHandler({
    is_law: true,
    prices: [
      {
        variant_id: 'variant-1',
        currency: 'EUR',
        lowest_30_days: { amount_minor: 19_00, currency: 'EUR' },
      },
    ],
  }),
];
