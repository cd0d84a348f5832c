/** Every list of the desk: where it stands, what it says, and what brings it. */

import type { RequestHandler } from 'msw';
import { getListAuditMockHandler } from '../mock/generated/audit/audit.msw.ts';
import { getListCampaignsMockHandler } from '../mock/generated/campaigns/campaigns.msw.ts';
import { getListDeadLettersMockHandler } from '../mock/generated/dead-letters/dead-letters.msw.ts';
import { getListDisputesMockHandler } from '../mock/generated/disputes/disputes.msw.ts';
import { getListExportFilesMockHandler } from '../mock/generated/exports/exports.msw.ts';
import { getListGiftCardsMockHandler } from '../mock/generated/gift-cards/gift-cards.msw.ts';
import { getListImportsMockHandler } from '../mock/generated/imports/imports.msw.ts';
import { getListOrdersMockHandler } from '../mock/generated/orders/orders.msw.ts';
import { getListPromotionsMockHandler } from '../mock/generated/marketing/marketing.msw.ts';
import * as goods from '../mock/generated/products/products.msw.ts';
import * as settings from '../mock/generated/settings/settings.msw.ts';
import { getListEtlRunsMockHandler } from '../mock/generated/reports/reports.msw.ts';
import { getListReviewsMockHandler } from '../mock/generated/reviews/reviews.msw.ts';
import { getListMySessionsMockHandler } from '../mock/generated/session/session.msw.ts';
import { getListStaffMockHandler } from '../mock/generated/staff/staff.msw.ts';
import {
  getListDemandMockHandler,
  getListStockMockHandler,
} from '../mock/generated/stock/stock.msw.ts';
import { getListTransfersMockHandler } from '../mock/generated/transfers/transfers.msw.ts';

type Answer = () => never | Promise<never>;
type Handler = (answer: Answer | { items: never[]; next_cursor: null }) => RequestHandler;

export interface Screen {
  path: string;
  title: string;
  /** A text of the sample row. */
  row: string;
  nothing: string;
  list: Handler;
}

export const SCREENS: readonly Screen[] = [
  {
    path: '/orders',
    title: 'Orders',
    row: 'K7QF-93MD',
    nothing: 'No orders',
    list: getListOrdersMockHandler,
  },
  {
    path: '/products',
    title: 'Products',
    row: 'Linen towel',
    nothing: 'No products yet',
    list: goods.getListProductsMockHandler,
  },
  {
    path: '/products/edits',
    title: 'Past bulk edits',
    row: 'Done',
    nothing: 'No products were edited in bulk yet.',
    list: goods.getListBulkEditsMockHandler,
  },
  {
    path: '/stock',
    title: 'Inventory',
    row: 'TOWEL-RED',
    nothing: 'No variants yet',
    list: getListStockMockHandler,
  },
  {
    path: '/waitlist',
    title: 'Waiting customers',
    row: 'TOWEL-RED',
    nothing: 'Nobody waits for anything.',
    list: getListDemandMockHandler,
  },
  {
    path: '/transfers',
    title: 'Transfers',
    row: 'TR-K7QF-93MD',
    nothing: 'No transfers yet.',
    list: getListTransfersMockHandler,
  },
  {
    path: '/imports',
    title: 'Imports',
    row: 'november.csv',
    nothing: 'No imports yet',
    list: getListImportsMockHandler,
  },
  {
    path: '/exports',
    title: 'Exports',
    row: 'Ready',
    nothing: 'No files.',
    list: getListExportFilesMockHandler,
  },
  {
    path: '/reviews',
    title: 'Reviews',
    row: 'Dries quickly',
    nothing: 'No pending reviews',
    list: getListReviewsMockHandler,
  },
  {
    path: '/campaigns',
    title: 'Campaigns',
    row: 'Winter sale',
    nothing: 'No campaigns yet',
    list: getListCampaignsMockHandler,
  },
  {
    path: '/warehouse',
    title: 'Data warehouse',
    row: 'Changes only',
    nothing: 'The data warehouse was never filled',
    list: getListEtlRunsMockHandler,
  },
  {
    path: '/failures',
    title: 'Failed messages',
    row: 'confirm_order',
    nothing: 'No failed messages',
    list: getListDeadLettersMockHandler,
  },
  {
    path: '/audit',
    title: 'Audit log',
    row: 'Order shipped',
    nothing: 'No entries yet',
    list: getListAuditMockHandler,
  },
  {
    path: '/staff',
    title: 'Staff',
    row: 'Teo Vila',
    nothing: 'No staff yet',
    list: getListStaffMockHandler,
  },
  {
    path: '/disputes',
    title: 'Disputes',
    row: 'K7QF-93MD',
    nothing: 'No disputes',
    list: getListDisputesMockHandler,
  },
  {
    path: '/gift-cards',
    title: 'Gift cards',
    row: '•••• HN5R',
    nothing: 'No gift cards yet',
    list: getListGiftCardsMockHandler,
  },
  {
    path: '/categories',
    title: 'Categories',
    row: 'Kitchen',
    nothing: 'No categories yet',
    list: goods.getListCategoriesMockHandler,
  },
  {
    path: '/price-lists',
    title: 'Price lists',
    row: 'Trade 2026',
    nothing: 'No price lists yet',
    list: goods.getListPriceListsMockHandler,
  },
  {
    path: '/collections',
    title: 'Collections',
    row: 'Gifts',
    nothing: 'No collections yet',
    list: goods.getListCollectionsMockHandler,
  },
  {
    path: '/product-types',
    title: 'Product types',
    row: 'Coffee',
    nothing: 'No product types yet',
    list: goods.getListProductTypesMockHandler,
  },
  {
    path: '/promotions',
    title: 'Promotions',
    row: 'Spring',
    nothing: 'No promotions yet',
    list: getListPromotionsMockHandler,
  },
  {
    path: '/settings/locations',
    title: 'Locations',
    row: 'MAD',
    nothing: 'No locations yet',
    list: settings.getListLocationsMockHandler,
  },
  {
    path: '/settings/taxes',
    title: 'Taxes',
    row: 'Spain',
    nothing: 'No rates yet',
    list: settings.getListTaxRatesMockHandler,
  },
  {
    path: '/settings/shipping',
    title: 'Shipping',
    row: 'Standard delivery',
    nothing: 'No shipping methods yet',
    list: settings.getListShippingMethodsMockHandler,
  },
  {
    path: '/settings/history',
    title: 'Change history',
    row: '+34 910 999 999',
    nothing: 'No changes yet',
    list: settings.getListSettingsVersionsMockHandler,
  },
  {
    path: '/account',
    title: 'Your account',
    row: 'Firefox on Linux',
    nothing: 'No sessions',
    list: getListMySessionsMockHandler,
  },
];
