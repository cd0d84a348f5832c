/** What reads drafts, saved views, and what orders are marked with. */

import { pageOf } from './answers.ts';
import * as offers from './generated/quotes/quotes.msw.ts';
import * as drafts from './generated/drafts/drafts.msw.ts';
import * as orders from './generated/orders/orders.msw.ts';
import * as views from './generated/views/views.msw.ts';
import * as written from './samples/drafts.ts';

export const DESK = [
  views.getListViewsMockHandler(pageOf()),
  offers.getListQuotesMockHandler(pageOf(written.aQuote())),
  offers.getListDraftQuotesMockHandler(pageOf()),
  drafts.getListDraftsMockHandler(pageOf(written.aDraftRow())),
  drafts.getListDraftMethodsMockHandler(
    pageOf({ code: 'test_redirect', titles: { es: 'Página de pago', en: 'Payment page' } }),
  ),
  drafts.getGetDraftMockHandler(written.aDraft()),
  orders.getListColleaguesMockHandler(pageOf()),
  orders.getListOrderTagsMockHandler(pageOf('gift')),
];
