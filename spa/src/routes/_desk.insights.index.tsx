import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getListRfmSegmentsQueryOptions } from '../api/insights';
import { AsOf } from '../features/insights/AsOf';
import { RfmGrid } from '../features/insights/RfmGrid';
import { ScoredCustomers } from '../features/insights/ScoredCustomers';
import { NoInsight } from '../features/insights/NoInsight';
import { Tabs } from '../features/insights/Tabs';
import { RFM_SEGMENTS } from '../codes/rfm.ts';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { oneOf, searchOf } from '../ui/search.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/insights/')({
  validateSearch: searchOf({
    segment: oneOf(RFM_SEGMENTS),
    at_risk: oneOf(['yes']),
  }),
  component: Segments,
});

function Segments() {
  const { t } = useWords();
  const { segment, at_risk } = Route.useSearch();
  const sizes = useQuery(getListRfmSegmentsQueryOptions());
  return (
    <Page title={t('nav.insights')} lead={t('insights.segments_lead')}>
      <Tabs />
      <AsOf model="customer_score" />
      <Awaited query={sizes}>
        {({ items }) =>
          items.length === 0 ? (
            <NoInsight model="customer_score" message={t('insights.no_segments')} />
          ) : (
            <>
              <RfmGrid sizes={items} chosen={segment} />
              <ScoredCustomers segment={segment} atRisk={at_risk === 'yes'} />
            </>
          )
        }
      </Awaited>
    </Page>
  );
}
