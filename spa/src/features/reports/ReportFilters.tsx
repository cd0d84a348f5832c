import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DimensionWords, ReportChoice } from '../../api/model';
import { getListReportValuesQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { Filters } from '../../ui/Filters';
import { useLabel } from './useLabel.ts';
import classes from './reports.module.css';
import { dayAfter, daysBefore, listOf, type Days, type ReportSearch } from './search.ts';

const DEFAULT_DAYS = 90;
const PRESETS = [7, 30, 90, 365] as const;

/** The currency with most orders among those that sold in the last months: old ones do not come first. */
export function busiest(choices: readonly ReportChoice[]): string | undefined {
  const newest = lastDay(choices);
  const selling = choices.filter((choice) => choice.last_day >= daysBefore(newest, DEFAULT_DAYS));
  const sold = new Map<string, number>();
  for (const { currency, orders } of selling)
    sold.set(currency, (sold.get(currency) ?? 0) + orders);
  return [...sold].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function lastDay(choices: readonly ReportChoice[]): string {
  return (
    choices
      .map((choice) => choice.last_day)
      .toSorted()
      .at(-1) ?? '2026-01-01'
  );
}

/** The days, currency and conditions that the address says, or the last days that have sales. */
export function daysOf(
  search: ReportSearch,
  choices: readonly ReportChoice[],
  opensWith: number,
): Days {
  const currency = search.currency ?? busiest(choices) ?? 'EUR';
  const ours = choices.filter((choice) => choice.currency === currency);
  const end = search.end ?? dayAfter(lastDay(ours.length > 0 ? ours : choices));
  return {
    start: search.start ?? daysBefore(end, opensWith),
    end,
    currency,
    where: listOf(search.where, '|'),
  };
}

interface ReportFiltersProps {
  days: Days;
  choices: readonly ReportChoice[];
  ways: readonly DimensionWords[];
  metric: string;
  change: (part: ReportSearch) => void;
}

/** Days, currency and the values of dimensions; all of it stays in the address. */
export function ReportFilters({ days, choices, ways, metric, change }: ReportFiltersProps) {
  const { t } = useWords();
  const length = Math.round((Date.parse(days.end) - Date.parse(days.start)) / 86_400_000);
  return (
    <Filters>
      <Select
        aria-label={t('reports.period')}
        w={170}
        allowDeselect={false}
        value={PRESETS.find((one) => one === length)?.toString() ?? ''}
        data={[
          ...PRESETS.map((one) => ({
            value: String(one),
            label: t('reports.last_days', { days: String(one) }),
          })),
          { value: '', label: t('reports.own_days') },
        ]}
        onChange={(one) =>
          one && change({ start: daysBefore(days.end, Number(one)), end: days.end })
        }
      />
      <div className={classes.dates}>
        <TextInput
          type="date"
          aria-label={t('reports.from')}
          value={days.start}
          max={days.end}
          onChange={(event) =>
            event.currentTarget.value && change({ start: event.currentTarget.value })
          }
        />
        <span aria-hidden="true">–</span>
        <TextInput
          type="date"
          aria-label={t('reports.to')}
          value={daysBefore(days.end, 1)}
          min={days.start}
          onChange={(event) =>
            event.currentTarget.value && change({ end: dayAfter(event.currentTarget.value) })
          }
        />
      </div>
      <Select
        aria-label={t('reports.currency')}
        w={100}
        allowDeselect={false}
        value={days.currency}
        data={[...new Set(choices.map((choice) => choice.currency))]}
        onChange={(one) => one && change({ currency: one })}
      />
      {ways.map((way) => (
        <Values key={way.code} way={way} metric={metric} days={days} change={change} />
      ))}
    </Filters>
  );
}

function Values({
  way,
  metric,
  days,
  change,
}: {
  way: DimensionWords;
  metric: string;
  days: Days;
  change: (part: ReportSearch) => void;
}) {
  const { locale } = useWords();
  const label = useLabel();
  const { data } = useQuery(
    getListReportValuesQueryOptions({
      dimension: way.code,
      metric,
      start: days.start,
      end: days.end,
      currency: days.currency,
    }),
  );
  const mark = `${way.code}:`;
  const chosen = days.where.filter((one) => one.startsWith(mark));
  const values = [
    ...new Set([...(data?.items ?? []), ...chosen.map((one) => one.slice(mark.length))]),
  ];
  return (
    <MultiSelect
      aria-label={way.titles[locale] ?? way.code}
      placeholder={chosen.length === 0 ? way.titles[locale] : undefined}
      w={190}
      searchable
      clearable
      value={chosen}
      data={values.map((value) => ({ value: `${mark}${value}`, label: label(way, value) }))}
      onChange={(found) => {
        const others = days.where.filter((one) => !one.startsWith(mark));
        change({ where: [...others, ...found].join('|') });
      }}
    />
  );
}
