/** What the shop says, and the settings that are kept as documents. */

import { pageOf } from './answers.ts';
import * as content from './generated/content/content.msw.ts';
import * as said from './samples/content.ts';

export const contentHandlers = [
  content.getGetCheckoutSettingsMockHandler({ ...said.UNWRITTEN, document: {} }),
  content.getGetFraudChecksMockHandler({ ...said.UNWRITTEN, document: {} }),
  content.getGetLookMockHandler(said.aLook()),
  content.getGetLawMockHandler({ country: 'ES', duties: [] }),
  content.getGetLegalNoticesMockHandler({
    ...said.UNWRITTEN,
    document: {},
    is_due: true,
    urls: {},
  }),
  content.getGetTagsMockHandler({ ...said.UNWRITTEN, document: {} }),
  content.getListConsentCountsMockHandler({ items: [] }),
  content.getGetMailTextsMockHandler(said.someMailTexts()),
  content.getPreviewMailMockHandler({ subject: 'Order K7QF-93MD', text: 'Hi', html: '<p>Hi</p>' }),
  content.getListPagesMockHandler(pageOf(said.aPageRow())),
  content.getGetPageMockHandler(said.aPage()),
  content.getPreviewPageMockHandler({
    urls: { en: 'http://shop.example/en/pages/preview/page-1' },
    expires_at: '2026-11-19T09:00:00Z',
  }),
  content.getGetFrontPageMockHandler(said.aFrontPage()),
  content.getGetHeaderMenuMockHandler({ document: { items: [] }, ...said.UNWRITTEN }),
  content.getGetFooterMenuMockHandler({ document: {}, ...said.UNWRITTEN }),
  content.getGetAnnouncementMockHandler({ document: {}, ...said.UNWRITTEN }),
  content.getListContentVersionsMockHandler(pageOf()),
  content.getListRedirectsMockHandler(pageOf(said.aRedirect())),
];
