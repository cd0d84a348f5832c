import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getListCohortsQueryOptions } from '../api/insights';
import { AsOf } from '../features/insights/AsOf';
import { CohortTriangle } from '../features/insights/CohortTriangle';
import { NoInsight } from '../features/insights/NoInsight';
import { Tabs } from '../features/insights/Tabs';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';
import { searchOf, typed } from '../ui/search.ts';

export const Route = createFileRoute('/_desk/insights/cohorts')({
  validateSearch: searchOf({ show: typed }),
  component: Cohorts,
});

function Cohorts() {
  const { t } = useWords();
  const { show } = Route.useSearch();
  const cohorts = useQuery(getListCohortsQueryOptions());
  return (
    <Page title={t('insights.cohorts')} lead={t('insights.cohorts_lead')}>
      <Tabs />
      <AsOf model="cohort_month" />
      <Awaited query={cohorts}>
        {({ items }) =>
          items.length === 0 ? (
            <NoInsight model="cohort_month" message={t('insights.no_cohorts')} />
          ) : (
            <CohortTriangle cells={items} show={show} />
          )
        }
      </Awaited>
    </Page>
  );
}
