import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import type { ReportChoice } from '../api/model';
import { getGetReportQueryOptions, getListReportChoicesQueryOptions } from '../api/reports';
import { ChartPanel } from '../features/reports/ChartPanel';
import { Embedded } from '../features/reports/Embedded';
import classes from '../features/reports/reports.module.css';
import { useCan } from '../session.ts';
import { useWords } from '../i18n';
import { Filters } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { Awaited, Nothing } from '../ui/states';
import { When } from '../ui/text';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 90;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface ReportSearch {
  start?: string;
  end?: string;
  currency?: string;
  channel?: string;
}

export const Route = createFileRoute('/_desk/reports/')({
  validateSearch: (search: Record<string, unknown>): ReportSearch => ({
    ...(DAY.test(String(search['start'])) ? { start: String(search['start']) } : {}),
    ...(DAY.test(String(search['end'])) ? { end: String(search['end']) } : {}),
    ...(/^[A-Z]{3}$/.test(String(search['currency']))
      ? { currency: String(search['currency']) }
      : {}),
    ...(search['channel'] ? { channel: String(search['channel']).slice(0, 100) } : {}),
  }),
  component: Reports,
});

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);

/** The currency with most orders among those that sold in the last months: old ones do not come first. */
function busiest(choices: readonly ReportChoice[]): string | undefined {
  const newest = choices
    .map((choice) => choice.last_day)
    .toSorted()
    .at(-1);
  const selling = choices.filter(
    (choice) => newest !== undefined && choice.last_day >= daysBefore(newest, DEFAULT_DAYS),
  );
  return selling.toSorted((one, other) => other.orders - one.orders)[0]?.currency;
}

function Reports() {
  const { t } = useWords();
  const can = useCan();
  const choices = useQuery(getListReportChoicesQueryOptions());
  return (
    <Page
      title={t('nav.reports')}
      actions={
        can('etl.read') ? (
          <Link className={ui.link} to="/warehouse">
            {t('reports.freshness')}
          </Link>
        ) : undefined
      }
    >
      <Embedded />
      <Awaited query={choices}>
        {({ items }) =>
          items.length === 0 ? (
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
          ) : (
            <Chosen choices={items} />
          )
        }
      </Awaited>
    </Page>
  );
}

function Chosen({ choices }: { choices: ReportChoice[] }) {
  const { t } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const currency = search.currency ?? busiest(choices) ?? 'EUR';
  const ours = choices.filter((choice) => choice.currency === currency);
  const lastDay =
    ours
      .map(({ last_day }) => last_day)
      .toSorted()
      .at(-1) ??
    choices[0]?.last_day ??
    '';
  const end = search.end ?? dayAfter(lastDay);
  const start = search.start ?? daysBefore(end, DEFAULT_DAYS);
  const report = useQuery({
    ...getGetReportQueryOptions('sales', {
      start,
      end,
      currency,
      ...(search.channel ? { channel: search.channel } : {}),
    }),
    placeholderData: (previous) => previous,
  });
  const asOf = report.data?.items[0]?.as_of;
  const change = (part: ReportSearch) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <>
      <Filters>
        <div className={classes.dates}>
          <TextInput
            type="date"
            aria-label={t('reports.from')}
            value={start}
            max={end}
            onChange={(event) => change({ start: event.currentTarget.value })}
          />
          <span aria-hidden="true">–</span>
          <TextInput
            type="date"
            aria-label={t('reports.to')}
            value={daysBefore(end, 1)}
            min={start}
            onChange={(event) =>
              event.currentTarget.value && change({ end: dayAfter(event.currentTarget.value) })
            }
          />
        </div>
        <Select
          aria-label={t('reports.currency')}
          w={100}
          allowDeselect={false}
          value={currency}
          data={[...new Set(choices.map((choice) => choice.currency))]}
          onChange={(chosen) => void navigate({ search: chosen ? { currency: chosen } : {} })}
        />
        <Select
          aria-label={t('orders.channel')}
          w={180}
          placeholder={t('reports.all_channels')}
          clearable
          value={search.channel ?? null}
          data={[...new Set(ours.map((choice) => choice.channel))]}
          onChange={(chosen) =>
            void navigate({ search: (old) => ({ ...old, channel: chosen ?? undefined }) })
          }
        />
        {asOf ? (
          <span className={ui.soft}>
            {t('reports.as_of')} <When at={asOf} />
          </span>
        ) : null}
      </Filters>
      <Awaited query={report} rows={12}>
        {(found) => (
          <div className={classes.grid}>
            {found.items.map((chart) => (
              <ChartPanel key={chart.code} chart={chart} />
            ))}
          </div>
        )}
      </Awaited>
    </>
  );
}
