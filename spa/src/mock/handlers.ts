/** A small shop behind every operation of the API, typed by its schema. */

import { pageOf } from './answers.ts';
import { DESK } from './desk.ts';
import { INSIGHTS } from './insights.ts';
import * as accounting from './generated/accounting/accounting.msw.ts';
import * as audit from './generated/audit/audit.msw.ts';
import * as customers from './generated/customers/customers.msw.ts';
import * as choices from './generated/choices/choices.msw.ts';
import * as campaigns from './generated/campaigns/campaigns.msw.ts';
import * as letters from './generated/dead-letters/dead-letters.msw.ts';
import * as claims from './generated/disputes/disputes.msw.ts';
import * as documents from './generated/documents/documents.msw.ts';
import * as exported from './generated/exports/exports.msw.ts';
import * as giftCards from './generated/gift-cards/gift-cards.msw.ts';
import * as imports from './generated/imports/imports.msw.ts';
import * as integrations from './generated/integrations/integrations.msw.ts';
import * as orders from './generated/orders/orders.msw.ts';
import * as overview from './generated/overview/overview.msw.ts';
import * as pictures from './generated/pictures/pictures.msw.ts';
import * as products from './generated/products/products.msw.ts';
import * as reports from './generated/reports/reports.msw.ts';
import * as returns from './generated/returns/returns.msw.ts';
import * as reviews from './generated/reviews/reviews.msw.ts';
import * as session from './generated/session/session.msw.ts';
import * as settings from './generated/settings/settings.msw.ts';
import * as marketing from './generated/marketing/marketing.msw.ts';
import * as opening from './generated/opening/opening.msw.ts';
import * as setup from './generated/setup/setup.msw.ts';
import * as staff from './generated/staff/staff.msw.ts';
import * as stock from './generated/stock/stock.msw.ts';
import { aDelivery, aWebhook } from './samples/webhooks.ts';
import * as beginning from './samples/beginning.ts';
import * as buyers from './samples/buyers.ts';
import { aLocation } from './samples/locations.ts';
import { anExport } from './samples/exports.ts';
import * as goods from './samples/goods.ts';
import { contentHandlers } from './contents.ts';
import { fulfilmentHandlers } from './fulfilment.ts';
import { priceHandlers } from './prices.ts';
import { stockHandlers } from './stock.ts';
import * as sold from './samples/orders.ts';
import * as trail from './samples/trail.ts';
import * as back from './samples/returns.ts';
import * as reduced from './samples/promotions.ts';
import * as credit from './samples/credit.ts';
import { aDispute } from './samples/disputes.ts';
import { aCollection } from './samples/collections.ts';
import * as shop from './samples/settings.ts';
import * as papers from './samples/documents.ts';
import * as people from './samples/people.ts';
import * as work from './samples/work.ts';

/** What reads. The generated handlers below it answer the rest, with nothing or with chance texts. */
const READING = [
  session.getGetMyselfMockHandler(people.aMe()),
  session.getListMySessionsMockHandler(pageOf(people.aSession())),
  session.getSignInMockHandler(people.aMe()),
  session.getGetSignInWaysMockHandler({ provider: null }),
  session.getGetMyConnectionMockHandler({ provider: null, email: null, connected_at: null }),
  session.getListDemoAccountsMockHandler(pageOf()),
  choices.getGetChoicesMockHandler(people.someChoices()),
  overview.getGetOverviewMockHandler(sold.anOverview()),
  customers.getListCustomersMockHandler(pageOf(buyers.aCustomerRow())),
  customers.getGetCustomerMockHandler(buyers.aCustomer()),
  customers.getPreviewErasureMockHandler(buyers.anErasure()),
  customers.getPreviewMergeMockHandler(buyers.aMerge()),
  customers.getListCustomerGroupsMockHandler(pageOf(buyers.aGroup())),
  customers.getListSegmentsMockHandler(pageOf(buyers.aSegment())),
  customers.getGetSegmentMockHandler(buyers.aSegment()),
  customers.getCountSegmentMockHandler({ people: 40, reachable: 31 }),
  setup.getGetSetupGuideMockHandler(beginning.aGuide()),
  setup.getListSetupProposalsMockHandler(pageOf(beginning.aCountry())),
  setup.getGetSetupProposalMockHandler(beginning.aProposal()),
  opening.getGetOpeningMockHandler(beginning.anOpening()),
  ...DESK,
  orders.getListOrdersMockHandler(
    pageOf(
      sold.anOrderRow(),
      sold.anOrderRow({ id: 'order-2', number: 'M2RD-41TX', status: 'paying', name: 'Ibai Soto' }),
      sold.anOrderRow({ id: 'order-3', number: 'P9WC-77HL', status: 'shipped', name: 'Ana Rey' }),
      sold.anOrderRow({ id: 'order-4', number: 'T4BN-20VE', status: 'payment_failed' }),
    ),
  ),
  orders.getGetOrderMockHandler(sold.anOrder()),
  orders.getGetOrderTrailMockHandler(trail.aTrail()),
  orders.getListAwaitedPaymentsMockHandler(pageOf(sold.anAwaitedPayment())),
  orders.getListBankLinesMockHandler(pageOf(sold.aBankLine())),
  orders.getListRefundsByHandMockHandler(pageOf(sold.aRefundByHand())),
  products.getListProductsMockHandler(pageOf(goods.aProductRow())),
  products.getGetProductMockHandler(goods.aProduct()),
  products.getListPriceChangesMockHandler(pageOf(goods.aPriceChange())),
  products.getListBulkEditsMockHandler(pageOf(goods.aBulkEdit())),
  products.getGetBulkEditMockHandler({ ...goods.aBulkEdit(), noted: [] }),
  ...priceHandlers,
  products.getListProductEventsMockHandler(pageOf(goods.aProductEvent())),
  ...stockHandlers,
  ...fulfilmentHandlers,
  settings.getListLocationsMockHandler(pageOf(aLocation())),
  settings.getGetLocationMockHandler(aLocation()),
  settings.getGetLocationContentsMockHandler({
    units: 0,
    variants: 0,
    held: 0,
    ready_units: 0,
    parcels: 0,
    can_close: true,
  }),
  settings.getGetSettingsMockHandler(shop.someSettings()),
  settings.getListSettingsVersionsMockHandler(
    pageOf(
      shop.aSettingsVersion(),
      shop.aSettingsVersion({ version: 2, phone: '+34 910 999 999' }),
      shop.aSettingsVersion({ version: 1, phone: '' }),
    ),
  ),
  settings.getListTaxClassesMockHandler(pageOf(shop.aTaxClass())),
  settings.getGetTaxClassMockHandler(shop.aTaxClass()),
  settings.getListTaxRatesMockHandler(pageOf(shop.aTaxRate())),
  settings.getListTaxTerritoriesMockHandler(pageOf(shop.aTaxTerritory())),
  settings.getGetTaxRateMockHandler(shop.aTaxRate()),
  settings.getListShippingMethodsMockHandler(pageOf(shop.aShippingMethod())),
  settings.getGetShippingMethodMockHandler(shop.aShippingMethod()),
  settings.getListShippingZonesMockHandler(pageOf(shop.aShippingZone())),
  settings.getGetShippingZoneMockHandler(shop.aShippingZone()),
  settings.getListPaymentMethodsMockHandler(
    pageOf(
      shop.aPaymentSetting(),
      shop.aPaymentSetting({ code: 'test', is_on: false, is_manual: false }),
    ),
  ),
  settings.getGetPaymentMethodMockHandler(shop.aPaymentSetting()),
  settings.getCheckShippingMockHandler(pageOf(shop.aShippingChoice())),
  products.getListCategoriesMockHandler(
    pageOf(
      shop.aCategory(),
      shop.aCategory({
        id: '01890000-0000-7000-8000-000000000002',
        slug: 'bath',
        position: 1,
        products: 0,
        all_products: 0,
        texts: { en: { name: 'Bath', description: '' } },
      }),
    ),
  ),
  products.getGetCategoryMockHandler(shop.aCategory()),
  products.getListCollectionsMockHandler({ items: [aCollection()] }),
  products.getGetCollectionMockHandler(aCollection()),
  products.getListProductTypesMockHandler({ items: [shop.aProductType()] }),
  products.getGetProductTypeMockHandler(shop.aProductType()),
  claims.getListDisputesMockHandler(pageOf(aDispute())),
  documents.getListDocumentsMockHandler(pageOf(papers.aDocumentRow())),
  documents.getListOrderDocumentsMockHandler(pageOf(papers.anOrderDocument())),
  documents.getPrintOrdersMockHandler(papers.aPrint()),
  documents.getGetPrintMockHandler(papers.aPrint()),
  giftCards.getListGiftCardsMockHandler(pageOf(credit.aGiftCard())),
  giftCards.getGetCreditLimitsMockHandler({ items: [{ currency: 'EUR', limit: null }] }),
  giftCards.getGetCreditOwedMockHandler({ items: [] }),
  giftCards.getGetGiftCardMockHandler(credit.aGiftCard()),
  giftCards.getGetStoreCreditMockHandler({ items: [] }),
  marketing.getListPromotionsMockHandler(pageOf(reduced.aPromotion())),
  marketing.getGetPromotionMockHandler(reduced.aPromotion()),
  marketing.getListPromotionCodesMockHandler(pageOf(reduced.aCode())),
  marketing.getListCodeBatchesMockHandler({ items: [reduced.aBatch()] }),
  marketing.getSimulatePromotionsMockHandler(reduced.aSimulation()),
  imports.getListImportsMockHandler(pageOf(goods.anImport())),
  exported.getListExportFilesMockHandler(pageOf(anExport())),
  imports.getGetImportMockHandler(goods.anImport()),
  imports.getListImportErrorsMockHandler(pageOf(work.aRejectedRow())),
  ...contentHandlers,
  returns.getListReturnsMockHandler(pageOf(back.aReturnRow())),
  returns.getGetReturnMockHandler(back.aReturn()),
  returns.getListUnmatchedWithdrawalsMockHandler(pageOf()),
  returns.getListOrderReturnsMockHandler(back.orderReturns()),
  returns.getGetReturnPolicyMockHandler(back.aReturnPolicy()),
  returns.getGetProductReturnsMockHandler({ excluded: null }),
  reviews.getListReviewsMockHandler(pageOf(goods.aReview())),
  campaigns.getListCampaignsMockHandler(pageOf(work.aCampaign())),
  campaigns.getCountAudienceMockHandler({ people: 240 }),
  campaigns.getPreviewCampaignMockHandler({
    subject: 'Winter sale',
    text: 'Everything must go.',
    html: '<p>Everything must go.</p>',
  }),
  campaigns.getGetCampaignMockHandler(work.aCampaign()),
  letters.getListDeadLettersMockHandler(pageOf(work.aDeadLetter())),
  letters.getGetDeadLetterMockHandler(work.aDeadLetter()),
  audit.getListAuditMockHandler(pageOf(work.anAuditRow())),
  audit.getVerifyAuditMockHandler({ is_whole: true, first_broken: null, tax_records: [] }),
  integrations.getListApiKeysMockHandler(pageOf(people.anApiKey())),
  integrations.getListWebhooksMockHandler(pageOf(aWebhook())),
  integrations.getGetWebhookMockHandler(aWebhook()),
  integrations.getListWebhookDeliveriesMockHandler(pageOf(aDelivery())),
  staff.getListRolesMockHandler(people.someRoles()),
  staff.getGetRoleMockHandler(people.aRole()),
  staff.getListStaffMockHandler(pageOf(people.aStaffMember())),
  staff.getListInvitationsMockHandler(pageOf(people.anInvitation())),
  staff.getOpenInvitationMockHandler(people.anEnrolment()),
  staff.getAcceptInvitationMockHandler(people.aMe()),
  staff.getInviteStaffMockHandler(people.aSentInvitation()),
  staff.getRenewStaffMockHandler(people.aSentInvitation()),
  reports.getListReportChoicesMockHandler(pageOf(work.aReportChoice())),
  reports.getListAlertsMockHandler(pageOf()),
  reports.getListReportNotesMockHandler(pageOf()),
  reports.getListReportMailsMockHandler(pageOf()),
  reports.getListBriefingPeopleMockHandler(
    pageOf({ id: people.aMe().user.id, name: 'Ana', email: 'ana@norte.example' }),
  ),
  reports.getGetPulseMockHandler(pageOf()),
  reports.getGetReportEmbedMockHandler({ is_configured: false, embed: null }),
  ...INSIGHTS,
  reports.getExploreReportMockHandler(work.aReport({ code: 'explore' })),
  reports.getListReportsMockHandler(work.aReportIndex()),
  reports.getListMeaningsMockHandler(work.someMeanings()),
  reports.getListReportValuesMockHandler(pageOf('web')),
  reports.getListOrdersBehindMockHandler(
    pageOf({ order_number: 'K7QF-93MD', day: '2026-11-19', status: 'delivered', value: 12_000 }),
  ),
  // After those of its own paths: `:code` is any word.
  reports.getGetReportMockHandler(work.aReport()),
  reports.getListEtlRunsMockHandler(pageOf(work.anEtlRun())),
];

export const handlers = [
  ...READING,
  ...audit.getAuditMock(),
  ...campaigns.getCampaignsMock(),
  ...letters.getDeadLettersMock(),
  ...accounting.getAccountingMock(),
  ...documents.getDocumentsMock(),
  ...giftCards.getGiftCardsMock(),
  ...imports.getImportsMock(),
  ...integrations.getIntegrationsMock(),
  ...orders.getOrdersMock(),
  ...overview.getOverviewMock(),
  ...pictures.getPicturesMock(),
  ...products.getProductsMock(),
  ...reports.getReportsMock(),
  ...returns.getReturnsMock(),
  ...reviews.getReviewsMock(),
  ...session.getSessionMock(),
  ...marketing.getMarketingMock(),
  ...settings.getSettingsMock(),
  ...staff.getStaffMock(),
  ...stock.getStockMock(),
];
