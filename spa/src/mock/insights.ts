/** What models say. */

import { pageOf } from './answers.ts';
import * as insights from './generated/insights/insights.msw.ts';
import * as expected from './samples/forecasts.ts';
import * as said from './samples/insights.ts';

export const INSIGHTS = [
  insights.getListInsightRunsMockHandler(
    pageOf(
      said.anInsightRun(),
      said.anInsightRun({ model: 'stock_cover' }),
      said.anInsightRun({ model: 'basket_pair', state: 'failed', error: 'the ETL was at work' }),
    ),
  ),
  insights.getGetForecastsMockHandler(expected.aForecastSummary()),
  insights.getListForecastsMockHandler(
    pageOf(
      expected.aForecastLine(),
      expected.aForecastLine({ series: 'S', sku: 'SOAP-1', name: 'Soap' }),
    ),
  ),
  insights.getGetForecastChartMockHandler(expected.aForecastChart()),
  insights.getListRfmSegmentsMockHandler(
    pageOf(said.aRfmSize(), said.aRfmSize({ segment: 'at_risk', customers: 40 })),
  ),
  insights.getListCustomerScoresMockHandler(pageOf(said.aScore())),
  insights.getListCohortsMockHandler(pageOf(...said.someCohorts())),
  insights.getListClassCellsMockHandler(pageOf(...said.someCells())),
  insights.getListItemClassesMockHandler(pageOf(said.anItem())),
  insights.getListBoughtTogetherMockHandler(pageOf(said.aPair())),
  insights.getGetReorderProposalMockHandler(said.aProposal()),
  insights.getGetAutomaticMockHandler(said.anAutomatic()),
];
