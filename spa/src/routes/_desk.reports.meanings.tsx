import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { getListMeaningsQueryOptions } from '../api/reports';
import classes from '../features/reports/reports.module.css';
import { useWords } from '../i18n';
import { Filters, SearchField } from '../ui/Filters';
import { Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/reports/meanings')({
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    search['q'] ? { q: String(search['q']).slice(0, 100) } : {},
  component: Meanings,
});

/** What each figure means, how it is computed and from which columns of the warehouse. */
function Meanings() {
  const { t, locale } = useWords();
  const { q = '' } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const meanings = useQuery(getListMeaningsQueryOptions());
  return (
    <Page
      title={t('reports.meanings')}
      lead={t('reports.meanings_lead')}
      back={{ to: '/reports', label: t('nav.reports') }}
    >
      <Filters>
        <SearchField
          label={t('reports.search_meanings')}
          value={q}
          change={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
        />
      </Filters>
      <Awaited query={meanings} rows={12}>
        {(found) => {
          const ways = new Map(found.dimensions.map((one) => [one.code, one.titles[locale]]));
          const wanted = q.trim().toLowerCase();
          return (
            <Panel>
              <dl className={classes.meanings}>
                {found.metrics
                  .filter(({ metric }) =>
                    `${metric.titles[locale]} ${metric.meaning[locale]}`
                      .toLowerCase()
                      .includes(wanted),
                  )
                  .map((one) => (
                    <div key={one.metric.code} id={one.metric.code}>
                      <dt>{one.metric.titles[locale]}</dt>
                      <dd>
                        <p>{one.metric.meaning[locale]}</p>
                        <p>
                          {t('reports.formula')}: <code>{one.formula[locale]}</code>
                        </p>
                        <p>
                          {t('reports.columns')}: <code>{one.columns.join(', ')}</code>
                        </p>
                        <p>
                          {t('reports.looked_at')}:{' '}
                          {one.dimensions.map((code) => ways.get(code)).join(', ')}
                        </p>
                      </dd>
                    </div>
                  ))}
              </dl>
            </Panel>
          );
        }}
      </Awaited>
    </Page>
  );
}
