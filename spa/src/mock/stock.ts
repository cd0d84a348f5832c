import { pageOf } from './answers.ts';
import * as stock from './generated/stock/stock.msw.ts';
import * as transfers from './generated/transfers/transfers.msw.ts';
import * as backorders from './samples/backorders.ts';
import { UNWRITTEN } from './samples/content.ts';
import * as goods from './samples/goods.ts';
import { aTransfer, aTransferRow } from './samples/stockOrders.ts';

/** Stock, what comes in, and what is sold before it is there. */
export const stockHandlers = [
  stock.getListStockMockHandler(pageOf(goods.aStockRow())),
  stock.getGetStockMockHandler(goods.aStockDetail()),
  stock.getGetBackorderTermsMockHandler(backorders.someTerms()),
  stock.getListIncomingMockHandler(pageOf(backorders.anIncoming())),
  stock.getListDemandMockHandler(
    pageOf({
      variant_id: 'variant-1',
      product_id: 'product-1',
      sku: 'TOWEL-RED',
      name: 'Linen towel',
      options: { colour: 'Red' },
      waiting: 12,
      told: 3,
      first_at: '2026-11-02T09:00:00Z',
      free: 0,
    }),
  ),
  stock.getListWaitingPeopleMockHandler(
    pageOf({
      id: 'wish-1',
      email: 'ana@example.com',
      language: 'es',
      wished_at: '2026-11-02T09:00:00Z',
      ends_at: '2027-05-02T09:00:00Z',
      told_at: null,
    }),
  ),
  stock.getGetStockMailsMockHandler({ ...UNWRITTEN, document: { is_on: true, months: 6 } }),
  transfers.getListTransfersMockHandler(pageOf(aTransferRow())),
  transfers.getGetTransferMockHandler(aTransfer()),
  stock.getListMovementsMockHandler(pageOf(backorders.aMovement())),
  stock.getGetStockAsOfMockHandler({
    at: '2026-11-10T09:00:00Z',
    on_hand: 14,
    places: [{ location: 'MAD', on_hand: 14 }],
  }),
];
