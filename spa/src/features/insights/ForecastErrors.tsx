import type { ForecastKind, ForecastRecord, ForecastSummary } from '../../api/model';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Panel } from '../../ui/Page';

/** How wrong the back-tests were for each kind of demand, and what became of the runs before. */
export function ForecastErrors({ summary }: { summary: ForecastSummary }) {
  const { t } = useWords();
  return (
    <>
      <Panel title={t('forecast.errors')} flush>
        <DataTable
          source={all(summary.kinds)}
          columns={useKindColumns()}
          keyOf={({ kind }) => kind}
          caption={t('forecast.errors')}
          nothing={t('forecast.none_yet')}
          isWhole={false}
        />
      </Panel>
      <Panel title={t('forecast.records')} flush>
        <DataTable
          source={all(summary.records)}
          columns={useRecordColumns()}
          keyOf={({ trained_to }) => trained_to}
          caption={t('forecast.records')}
          nothing={t('forecast.none_yet')}
          isWhole={false}
        />
      </Panel>
    </>
  );
}

function all<Row>(rows: Row[]) {
  return { rows, error: null, retry: () => undefined, more: undefined, isReadingMore: false };
}

function useParts() {
  const { locale } = useWords();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return {
    part: (value: number | null) => (value === null ? '—' : percent.format(value)),
    times: (value: number | null) => (value === null ? '—' : decimal.format(value)),
  };
}

function useKindColumns(): Column<ForecastKind>[] {
  const { t, word, locale } = useWords();
  const { part, times } = useParts();
  return [
    {
      id: 'kind',
      heading: t('forecast.kind'),
      lead: true,
      cell: ({ kind }) => word('demand_kind', kind),
    },
    {
      id: 'series',
      heading: t('insights.articles'),
      numeric: true,
      cell: ({ series }) => count(series, locale),
    },
    {
      id: 'answered',
      heading: t('forecast.answered'),
      numeric: true,
      cell: ({ answered }) => count(answered, locale),
    },
    { id: 'wape', heading: t('forecast.wape'), numeric: true, cell: ({ wape }) => part(wape) },
    {
      id: 'naive',
      heading: t('forecast.naive'),
      numeric: true,
      cell: ({ naive_wape }) => part(naive_wape),
    },
    { id: 'mase', heading: t('forecast.mase'), numeric: true, cell: ({ mase }) => times(mase) },
    {
      id: 'coverage',
      heading: t('forecast.coverage'),
      numeric: true,
      cell: ({ coverage }) => part(coverage),
    },
  ];
}

function useRecordColumns(): Column<ForecastRecord>[] {
  const { t, n, locale } = useWords();
  const { part } = useParts();
  return [
    {
      id: 'to',
      heading: t('forecast.sales_up_to'),
      lead: true,
      cell: ({ trained_to }) => day(trained_to, locale),
    },
    {
      id: 'weeks',
      heading: t('forecast.over'),
      numeric: true,
      cell: ({ weeks }) => (weeks === 0 ? t('forecast.not_over') : n('insights.weeks', weeks)),
    },
    {
      id: 'series',
      heading: t('insights.articles'),
      numeric: true,
      cell: ({ series }) => count(series, locale),
    },
    { id: 'wape', heading: t('forecast.wape'), numeric: true, cell: ({ wape }) => part(wape) },
    {
      id: 'coverage',
      heading: t('forecast.coverage'),
      numeric: true,
      cell: ({ coverage }) => part(coverage),
    },
  ];
}
