import { pageOf } from './answers.ts';
import * as stock from './generated/stock/stock.msw.ts';
import * as backorders from './samples/backorders.ts';
import * as goods from './samples/goods.ts';

/** Stock, what comes in, and what is sold before it is there. */
export const stockHandlers = [
  stock.getListStockMockHandler(pageOf(goods.aStockRow())),
  stock.getGetStockMockHandler(goods.aStockDetail()),
  stock.getGetBackorderTermsMockHandler(backorders.someTerms()),
  stock.getListIncomingMockHandler(pageOf(backorders.anIncoming())),
  stock.getListMovementsMockHandler(pageOf(goods.aMovement())),
  stock.getGetStockAsOfMockHandler({
    at: '2026-11-10T09:00:00Z',
    on_hand: 14,
    places: [{ location: 'MAD', on_hand: 14 }],
  }),
];
