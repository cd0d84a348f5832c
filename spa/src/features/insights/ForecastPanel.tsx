import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getGetForecastChartQueryOptions } from '../../api/insights';
import type { ForecastChart, ForecastLine, ForecastWeek } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Facts, Panel } from '../../ui/Page';
import { Awaited } from '../../ui/states';
import { BandChart } from './BandChart';
import classes from './forecast.module.css';

/** One series: what was sold, what is expected, how it was found, and how wrong it was before. */
export function ForecastPanel({ level, series }: { level: ForecastLine['level']; series: string }) {
  const query = useQuery({
    ...getGetForecastChartQueryOptions({ level, series }),
    placeholderData: (previous) => previous,
  });
  return <Awaited query={query}>{(found) => <Drawn {...found} />}</Awaited>;
}

function Drawn({ line, weeks }: ForecastChart) {
  const { t } = useWords();
  const title =
    line.level === 'shop'
      ? t('forecast.whole_shop')
      : [line.name, line.sku].filter(Boolean).join(' · ');
  return (
    <Panel
      title={title}
      aside={
        line.level === 'sku' ? (
          <Link className={ui.link} to="/stock/$sku" params={{ sku: line.sku }}>
            {t('nav.stock')}
          </Link>
        ) : null
      }
    >
      <div className={ui.stack}>
        <BandChart weeks={weeks} label={t('forecast.chart', { series: title })} />
        {line.method ? <Found line={line} /> : <p className={ui.soft}>{t('forecast.too_short')}</p>}
        <details className={classes.weeks}>
          <summary>{t('forecast.by_week')}</summary>
          <Weeks weeks={weeks} />
        </details>
      </div>
    </Panel>
  );
}

/** Which method the back-test chose, and what it said of it. */
function Found({ line }: { line: ForecastLine }) {
  const { t, n, word, locale } = useWords();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const part = (value: number | null) => (value === null ? '—' : percent.format(value));
  const named = (code: string) => word('forecast_method', codeOf('forecast_method', code));
  const parameters = Object.entries(line.parameters)
    .map(([name, value]) => `${name} ${decimal.format(value)}`)
    .join(', ');
  const tried = Object.entries(line.tried)
    .toSorted(([, one], [, other]) => one - other)
    .map(([code, error]) => `${named(code)} ${percent.format(error)}`)
    .join(', ');
  return (
    <Facts
      items={[
        [t('forecast.kind'), word('demand_kind', line.kind)],
        [t('forecast.method'), [named(line.method), parameters].filter(Boolean).join(': ')],
        [t('forecast.history'), n('insights.weeks', line.weeks)],
        [
          t('forecast.wape'),
          `${part(line.wape)} (${t('forecast.naive')} ${part(line.naive_wape)})`,
        ],
        [t('forecast.mase'), line.mase === null ? '—' : decimal.format(line.mase)],
        [t('forecast.coverage'), part(line.coverage)],
        [t('forecast.tried'), tried],
      ]}
    />
  );
}

function Weeks({ weeks }: { weeks: readonly ForecastWeek[] }) {
  const { t, locale } = useWords();
  const whole = (value: number | null) => (value === null ? '—' : count(Math.round(value), locale));
  const columns: Column<ForecastWeek>[] = [
    {
      id: 'week',
      heading: t('forecast.week_of'),
      lead: true,
      cell: ({ week }) => day(week, locale),
    },
    { id: 'units', heading: t('forecast.sold'), numeric: true, cell: ({ units }) => whole(units) },
    {
      id: 'expected',
      heading: t('forecast.expected'),
      numeric: true,
      cell: ({ expected }) => whole(expected),
    },
    {
      id: 'band',
      heading: t('forecast.between'),
      numeric: true,
      cell: ({ low, high }) => (low === null ? '—' : `${whole(low)}–${whole(high)}`),
    },
  ];
  const rows = weeks.toReversed();
  return (
    <DataTable
      source={{ rows, error: null, retry: () => undefined, more: undefined, isReadingMore: false }}
      columns={columns}
      keyOf={({ week }) => week}
      caption={t('forecast.by_week')}
      nothing={t('forecast.too_short')}
      isWhole={false}
    />
  );
}
