import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { getListReportsQueryOptions } from '../api/reports';
import { Embedded } from '../features/reports/Embedded';
import classes from '../features/reports/reports.module.css';
import { useCan } from '../session.ts';
import { useWords } from '../i18n';
import { Filters, SearchField } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { Awaited, Nothing } from '../ui/states';

export const Route = createFileRoute('/_desk/reports/')({
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    search['q'] ? { q: String(search['q']).slice(0, 100) } : {},
  component: Reports,
});

function Reports() {
  const { t, n, locale } = useWords();
  const can = useCan();
  const { q = '' } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const index = useQuery(getListReportsQueryOptions());
  return (
    <Page
      title={t('nav.reports')}
      lead={t('reports.lead')}
      actions={
        <>
          <Link className={ui.link} to="/reports/meanings">
            {t('reports.meanings')}
          </Link>
          <Link className={ui.link} to="/reports/mails">
            {t('report_mails.title')}
          </Link>
          <Link className={ui.link} to="/reports/alerts">
            {t('alerts.title')}
          </Link>
          <Link className={ui.link} to="/reports/explore">
            {t('reports.explore')}
          </Link>
          {can('etl.read') ? (
            <Link className={ui.link} to="/warehouse">
              {t('reports.freshness')}
            </Link>
          ) : null}
        </>
      }
    >
      <Filters>
        <SearchField
          label={t('reports.search')}
          value={q}
          change={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
        />
      </Filters>
      {index.data?.hidden ? (
        <p className={classes.note} role="note">
          {n('reports.hidden', index.data.hidden)}
        </p>
      ) : null}
      <Awaited query={index}>
        {(found) => {
          const wanted = q.trim().toLowerCase();
          const shown = found.reports.filter(({ titles, meaning }) =>
            `${titles[locale]} ${meaning[locale]}`.toLowerCase().includes(wanted),
          );
          if (shown.length === 0)
            return (
              <Panel>
                <Nothing message={t('reports.none_found')} hint={t('reports.none_found_hint')} />
              </Panel>
            );
          return found.sections.map((section) => {
            const ours = shown.filter((one) => one.section === section.code);
            return ours.length === 0 ? null : (
              <Panel key={section.code} title={section.titles[locale]}>
                <ul className={classes.index}>
                  {ours.map((one) => (
                    <li key={one.code}>
                      <Link to="/reports/$code" params={{ code: one.code }}>
                        {one.titles[locale]}
                      </Link>
                      <p>{one.meaning[locale]}</p>
                    </li>
                  ))}
                </ul>
              </Panel>
            );
          });
        }}
      </Awaited>
      <Embedded />
    </Page>
  );
}
