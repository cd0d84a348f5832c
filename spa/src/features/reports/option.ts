import type { Chart } from '../../api/model';
import type { Locale } from '../../i18n';
import { count, inMajor, money } from '../../i18n/figures.ts';
import type { DrawingOption } from './drawing.ts';

/** The colours of the page that the chart stands on, read where it is drawn. */
export interface Ink {
  text: string;
  soft: string;
  line: string;
  main: string;
  wash: string;
  plaster: string;
}

export function figure(
  chart: Pick<Chart, 'unit' | 'currency'>,
  value: number,
  locale: Locale,
): string {
  return chart.unit === 'money'
    ? money({ amount_minor: value, currency: chart.currency }, locale)
    : count(value, locale);
}

/** Short, for an axis: 12,5 mil. */
function short(chart: Chart, value: number, locale: Locale): string {
  const amount = chart.unit === 'money' ? inMajor(value, chart.currency) : value;
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(
    amount,
  );
}

function named(chart: Chart, label: string, locale: Locale): string {
  if (chart.by !== 'day' && chart.by !== 'month') return label;
  const parts: Intl.DateTimeFormatOptions =
    chart.by === 'day' ? { day: 'numeric', month: 'short' } : { month: 'short', year: '2-digit' };
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(
    new Date(`${label.slice(0, 10)}T00:00:00Z`),
  );
}

export function isOverTime(chart: Chart): boolean {
  return chart.kind === 'line' || chart.kind === 'columns';
}

export function optionOf(chart: Chart, locale: Locale, ink: Ink): DrawingOption {
  const points = isOverTime(chart) ? chart.points : chart.points.toReversed();
  const names = {
    type: 'category' as const,
    data: points.map(({ label }) => named(chart, label, locale)),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.soft, fontSize: 11, hideOverlap: true },
  };
  const values = {
    type: 'value' as const,
    splitNumber: 4,
    splitLine: { lineStyle: { color: ink.line } },
    axisLabel: {
      color: ink.soft,
      fontSize: 11,
      formatter: (value: number) => short(chart, value, locale),
    },
  };
  const series =
    chart.kind === 'line'
      ? {
          type: 'line',
          showSymbol: false,
          lineStyle: { width: 2, color: ink.main },
          itemStyle: { color: ink.main },
          areaStyle: { color: ink.wash },
        }
      : {
          type: 'bar',
          itemStyle: {
            color: ink.main,
            borderRadius: isOverTime(chart) ? [2, 2, 0, 0] : [0, 2, 2, 0],
          },
          barMaxWidth: 22,
        };
  return {
    animationDuration: 300,
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    textStyle: { fontFamily: 'inherit' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: ink.plaster,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
      valueFormatter: (value: unknown) => figure(chart, Number(value), locale),
    },
    xAxis: isOverTime(chart) ? names : values,
    yAxis: isOverTime(chart) ? values : names,
    series: [{ ...series, data: points.map(({ value }) => value) }],
  };
}
