import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconPlayerPlay } from '@tabler/icons-react';
import {
  getGetForecastsQueryOptions,
  getListForecastsQueryOptions,
  useMakeForecast,
} from '../api/insights';
import type { ForecastLine, ForecastSummary } from '../api/model';
import { codeOf } from '../codes/untyped.ts';
import classes from '../features/insights/forecast.module.css';
import { ForecastErrors } from '../features/insights/ForecastErrors';
import { ForecastPanel } from '../features/insights/ForecastPanel';
import { ForecastState } from '../features/insights/ForecastState';
import { Tabs } from '../features/insights/Tabs';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import { ListPage } from '../ui/ListPage';
import { wholeRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed, useSearchChange } from '../ui/search.ts';
import { Awaited } from '../ui/states';
import { useToast } from '../ui/toast.ts';

const LEVELS = ['sku', 'category'] as const;
const KINDS = ['smooth', 'erratic', 'intermittent', 'lumpy', 'short'] as const;
const AGAIN_MS = 10_000;

export const Route = createFileRoute('/_desk/insights/forecast')({
  validateSearch: searchOf({
    q: typed,
    level: oneOf(LEVELS, 'sku'),
    kind: oneOf(KINDS),
    category: typed,
    of: oneOf(LEVELS),
    series: typed,
  }),
  component: ForecastPage,
});

function ForecastPage() {
  const { t, n, word } = useWords();
  const search = Route.useSearch();
  const level = search.level ?? 'sku';
  const summary = useQuery({ ...getGetForecastsQueryOptions(), refetchInterval: AGAIN_MS });
  const lines = useQuery({
    ...getListForecastsQueryOptions({
      level,
      ...(search.q ? { q: search.q } : {}),
      ...(search.kind ? { kind: search.kind } : {}),
      ...(search.category && level === 'sku' ? { category: search.category } : {}),
    }),
    placeholderData: (previous) => previous,
  });
  const columns = useColumns(search.series);
  const categories = summary.data?.categories ?? [];
  return (
    <ListPage
      title={t('insights.forecast')}
      lead={t('forecast.lead')}
      actions={<MakeAgain summary={summary.data} />}
      search={search}
      find={t('insights.find_article')}
      filters={[
        {
          name: 'level',
          label: t('forecast.level'),
          usual: 'sku',
          options: [
            ['sku', t('insights.articles')],
            ['category', t('nav.categories')],
          ],
        },
        {
          name: 'kind',
          label: t('forecast.kind'),
          isLong: true,
          options: KINDS.map((one) => [one, word('demand_kind', one)] as const),
        },
        ...(level === 'sku' && categories.length > 1
          ? [
              {
                name: 'category',
                label: t('nav.categories'),
                isLong: true,
                options: categories.map((one) => [one, one] as const),
              },
            ]
          : []),
      ]}
      source={wholeRows(lines)}
      columns={columns}
      keyOf={({ level: of, series }) => `${of} ${series}`}
      nothing={t('forecast.none_yet')}
      hint={n('forecast.needs', summary.data?.least_weeks ?? 0)}
      noneFound={t('insights.no_article_found')}
      below={summary.data?.holds ? <ForecastErrors summary={summary.data} /> : null}
    >
      <Tabs />
      <Awaited query={summary}>
        {(found) => (
          <>
            <ForecastState summary={found} />
            {found.holds ? (
              <ForecastPanel
                level={search.series ? (search.of ?? 'sku') : 'shop'}
                series={search.series ?? ''}
              />
            ) : null}
          </>
        )}
      </Awaited>
    </ListPage>
  );
}

function MakeAgain({ summary }: { summary: ForecastSummary | undefined }) {
  const { t } = useWords();
  const toast = useToast();
  const make = useMakeForecast({
    mutation: { onSuccess: () => toast.done('forecast.asked'), onError: toast.failed },
  });
  const isRunning = summary?.last?.state === 'running';
  const because = summary?.is_on === false ? t('forecast.is_off') : undefined;
  return (
    <Action
      needs="etl.run"
      because={isRunning ? t('forecast.running') : because}
      leftSection={<IconPlayerPlay size={16} />}
      loading={make.isPending}
      onClick={() => make.mutate()}
    >
      {t('forecast.make')}
    </Action>
  );
}

function useColumns(chosen: string | undefined): Column<ForecastLine>[] {
  const { t, word, locale } = useWords();
  const change = useSearchChange();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const part = (value: number | null) => (value === null ? '—' : percent.format(value));
  const whole = (value: number | null) => (value === null ? '—' : count(Math.round(value), locale));
  return [
    {
      id: 'name',
      heading: t('insights.article'),
      lead: true,
      cell: ({ level, series, name, sku }) => (
        <button
          type="button"
          className={classes.name}
          aria-pressed={chosen === series}
          onClick={() => {
            change({ series, of: level });
            window.scrollTo({ top: 0 });
          }}
        >
          {[name, sku].filter(Boolean).join(' · ')}
        </button>
      ),
    },
    {
      id: 'recent',
      heading: t('forecast.recent'),
      numeric: true,
      cell: ({ recent }) => count(recent, locale),
    },
    {
      id: 'expected',
      heading: t('forecast.next'),
      numeric: true,
      corner: true,
      cell: ({ expected }) => <b>{whole(expected)}</b>,
    },
    {
      id: 'kind',
      heading: t('forecast.kind'),
      cell: ({ kind }) => word('demand_kind', kind),
    },
    {
      id: 'method',
      heading: t('forecast.method'),
      wideOnly: true,
      cell: ({ method }) =>
        method
          ? word('forecast_method', codeOf('forecast_method', method))
          : t('forecast.no_method'),
    },
    { id: 'wape', heading: t('forecast.wape'), numeric: true, cell: ({ wape }) => part(wape) },
    {
      id: 'coverage',
      heading: t('forecast.coverage'),
      numeric: true,
      deskOnly: true,
      cell: ({ coverage }) => part(coverage),
    },
  ];
}
