import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import type { ReportChoice, ReportListed } from '../api/model';
import {
  getGetReportQueryOptions,
  getListReportChoicesQueryOptions,
  getListReportsQueryOptions,
} from '../api/reports';
import { NothingSold } from '../features/reports/NothingSold';
import { MailMe } from '../features/reports/MailMe';
import { ReportBody } from '../features/reports/ReportBody';
import { ReportFiles } from '../features/reports/ReportFiles';
import { daysOf, ReportFilters } from '../features/reports/ReportFilters';
import { reportSearch, type ReportSearch } from '../features/reports/search.ts';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { Awaited, Nothing } from '../ui/states';

export const Route = createFileRoute('/_desk/reports/$code')({
  validateSearch: reportSearch,
  component: OneReport,
});

function OneReport() {
  const { t, locale } = useWords();
  const { code } = Route.useParams();
  const index = useQuery(getListReportsQueryOptions());
  const choices = useQuery(getListReportChoicesQueryOptions());
  const listed = index.data?.reports.find((one) => one.code === code);
  return (
    <Awaited query={choices}>
      {({ items }) =>
        items.length === 0 ? (
          <Page title={listed?.titles[locale] ?? t('nav.reports')}>
            <Panel>
              <Nothing
                message={t('reports.none')}
                hint={t('reports.none_hint')}
                action={
                  <Link className={ui.link} to="/warehouse">
                    {t('nav.warehouse')}
                  </Link>
                }
              />
            </Panel>
          </Page>
        ) : (
          <Awaited query={index}>
            {() => <Chosen key={code} choices={items} code={code} listed={listed} />}
          </Awaited>
        )
      }
    </Awaited>
  );
}

interface ChosenProps {
  code: string;
  listed: ReportListed | undefined;
  choices: ReportChoice[];
}

function Chosen({ code, listed, choices }: ChosenProps) {
  const { t, locale } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const days = daysOf(search, choices, listed?.days ?? 90);
  const report = useQuery({
    ...getGetReportQueryOptions(code, days),
    placeholderData: (previous) => previous,
  });
  const change = (part: ReportSearch) =>
    void navigate({ search: (old) => reportSearch({ ...old, ...part }), replace: true });
  const found = report.data;
  return (
    <Page
      title={listed?.titles[locale] ?? t('nav.reports')}
      lead={listed?.meaning[locale]}
      back={{ to: '/reports', label: t('nav.reports') }}
      actions={
        <>
          <MailMe
            of={{
              report: code,
              name: listed?.titles[locale] ?? code,
              search: {
                currency: days.currency,
                ...(days.where.length > 0 ? { where: days.where.join('|') } : {}),
              },
            }}
          />
          <ReportFiles code={code} days={days} />
        </>
      }
    >
      <ReportFilters
        days={days}
        choices={choices}
        ways={(found?.filters ?? []).flatMap(
          (one) => found?.dimensions.find((way) => way.code === one) ?? [],
        )}
        metric={found?.table.metrics[0] ?? 'orders'}
        change={change}
      />
      <NothingSold choices={choices} answer={found} />
      <Awaited query={report} rows={12}>
        {(answer) => <ReportBody answer={answer} days={days} />}
      </Awaited>
    </Page>
  );
}
