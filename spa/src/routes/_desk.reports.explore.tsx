import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import type { ReportChoice, ReportMeanings } from '../api/model';
import {
  getExploreReportQueryOptions,
  getListMeaningsQueryOptions,
  getListReportChoicesQueryOptions,
} from '../api/reports';
import { ReportBody } from '../features/reports/ReportBody';
import classes from '../features/reports/reports.module.css';
import { NothingSold } from '../features/reports/NothingSold';
import { MailMe } from '../features/reports/MailMe';
import { ReportFiles } from '../features/reports/ReportFiles';
import { daysOf, ReportFilters } from '../features/reports/ReportFilters';
import {
  CHART_KINDS,
  exploreSearch,
  listOf,
  type ExploreSearch,
} from '../features/reports/search.ts';
import { useWords } from '../i18n';
import { Page, Panel } from '../ui/Page';
import { SavedViews } from '../ui/SavedViews';
import { Awaited, Nothing } from '../ui/states';

export const Route = createFileRoute('/_desk/reports/explore')({
  validateSearch: exploreSearch,
  component: Explore,
});

/** Figures by ways of one's own choice; what the address keeps is saved as a view, one's own or shared. */
function Explore() {
  const { t } = useWords();
  const choices = useQuery(getListReportChoicesQueryOptions());
  const meanings = useQuery(getListMeaningsQueryOptions());
  const search = Route.useSearch();
  return (
    <Page
      title={t('reports.explore')}
      lead={t('reports.explore_lead')}
      back={{ to: '/reports', label: t('nav.reports') }}
      actions={<SavedViews list="reports" search={{ ...search }} />}
    >
      <Awaited query={meanings}>
        {(known) => (
          <Awaited query={choices}>
            {({ items }) =>
              items.length === 0 ? (
                <Panel>
                  <Nothing message={t('reports.none')} hint={t('reports.none_hint')} />
                </Panel>
              ) : (
                <Explored known={known} choices={items} />
              )
            }
          </Awaited>
        )}
      </Awaited>
    </Page>
  );
}

function Explored({ known, choices }: { known: ReportMeanings; choices: ReportChoice[] }) {
  const { t, locale } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const change = (part: ExploreSearch) =>
    void navigate({ search: (old) => exploreSearch({ ...old, ...part }), replace: true });
  const metrics = listOf(search.metrics ?? 'net_sales,orders');
  const chosen = known.metrics.filter(({ metric }) => metrics.includes(metric.code));
  // Only what each of the figures can be looked at by: the rest would be refused.
  const possible = known.dimensions.filter((way) =>
    chosen.every((one) => one.dimensions.includes(way.code)),
  );
  const by = listOf(search.by ?? 'month').filter((code) =>
    possible.some((way) => way.code === code),
  );
  const days = daysOf(search, choices, 365);
  const drawnAs = search.chart ?? (by[0] === 'month' ? 'columns' : 'bars');
  const report = useQuery({
    ...getExploreReportQueryOptions({
      ...days,
      metrics,
      by,
      chart: drawnAs,
    }),
    enabled: metrics.length > 0,
    placeholderData: (previous) => previous,
  });
  return (
    <>
      <div className={classes.chosen}>
        <MultiSelect
          label={t('reports.metrics')}
          miw={280}
          maxValues={8}
          searchable
          value={metrics}
          data={known.metrics.map(({ metric }) => ({
            value: metric.code,
            label: metric.titles[locale] ?? metric.code,
          }))}
          onChange={(found) => change({ metrics: found.join(',') })}
        />
        <MultiSelect
          label={t('reports.by')}
          miw={220}
          maxValues={2}
          searchable
          value={by}
          data={possible.map((way) => ({
            value: way.code,
            label: way.titles[locale] ?? way.code,
          }))}
          onChange={(found) => change({ by: found.join(',') })}
        />
        <Select
          label={t('reports.chart')}
          w={150}
          allowDeselect={false}
          value={drawnAs}
          data={CHART_KINDS.map((kind) => ({ value: kind, label: t(`reports.chart_${kind}`) }))}
          onChange={(kind) => {
            const found = CHART_KINDS.find((one) => one === kind);
            change(found ? { chart: found } : {});
          }}
        />
      </div>
      <ReportFilters
        days={days}
        choices={choices}
        ways={possible.filter((way) => ['channel', 'country', 'category'].includes(way.code))}
        metric={metrics[0] ?? 'orders'}
        change={change}
      />
      {metrics.length === 0 ? (
        <Panel>
          <Nothing message={t('reports.no_metrics')} hint={t('reports.no_metrics_hint')} />
        </Panel>
      ) : (
        <Awaited query={report} rows={12}>
          {(answer) => (
            <>
              <div>
                <ReportFiles code="explore" days={days} metrics={metrics} by={by} />{' '}
                <MailMe
                  of={{
                    report: 'explore',
                    name: t('reports.explore'),
                    search: {
                      currency: days.currency,
                      metrics: metrics.join(','),
                      ...(by.length > 0 ? { by: by.join(',') } : {}),
                      ...(days.where.length > 0 ? { where: days.where.join('|') } : {}),
                    },
                  }}
                />
              </div>
              <NothingSold choices={choices} answer={answer} />
              <ReportBody answer={answer} days={days} />
            </>
          )}
        </Awaited>
      )}
    </>
  );
}
