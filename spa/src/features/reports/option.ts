import type { ReportChart, ReportSeries } from '../../api/model';
import type { Locale } from '../../i18n';
import type { DrawingOption } from './drawing.ts';
import { axis, common, type Drawn, type Ink } from './frame.ts';
import { steps } from './steps.ts';
import { amount, figure } from './words.ts';

interface Line {
  name: string;
  values: (number | null)[];
}

/** The names along the axis, and one line for each metric or for each value of the second dimension. */
export function linesOf(drawn: Drawn, series: ReportSeries): { names: string[]; lines: Line[] } {
  const [first, second] = drawn.ways;
  const keys = [...new Set(series.rows.map((row) => row.labels[0] ?? ''))];
  const names = keys.map((key) => drawn.label(first, key));
  if (!second) {
    const lines = drawn.metrics.map((metric, place) => ({
      name: metric.titles['en'] ?? metric.code,
      values: series.rows.map((row) => row.values[place] ?? null),
    }));
    return { names, lines };
  }
  const groups = [...new Set(series.rows.map((row) => row.labels[1] ?? ''))];
  const at = new Map(series.rows.map((row) => [row.labels.join('\n'), row.values[0] ?? null]));
  const lines = groups.map((group) => ({
    name: drawn.label(second, group),
    values: keys.map((key) => at.get(`${key}\n${group}`) ?? null),
  }));
  return { names, lines };
}

export function isUpright(chart: ReportChart): boolean {
  return chart.kind !== 'bars';
}

export function optionOf(drawn: Drawn, locale: Locale, ink: Ink): DrawingOption {
  switch (drawn.chart.kind) {
    case 'heat':
      return heat(drawn, locale, ink);
    case 'waterfall':
    case 'funnel':
      return steps(drawn, locale, ink);
    default:
      return drawnAsLines(drawn, locale, ink);
  }
}

function drawnAsLines(drawn: Drawn, locale: Locale, ink: Ink): DrawingOption {
  const { chart, currency } = drawn;
  const unit = drawn.metrics[0]?.unit ?? 'count';
  const upright = isUpright(chart);
  const { names, lines: found } = linesOf(drawn, chart.series);
  const shown = upright ? names : names.toReversed();
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const category = {
    type: 'category' as const,
    data: shown,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } },
    axisLabel: axis(ink),
  };
  const value = {
    type: 'value' as const,
    splitNumber: 4,
    splitLine: { lineStyle: { color: ink.line } },
    axisLabel: {
      ...axis(ink),
      formatter: (one: number) =>
        unit === 'percent'
          ? figure(unit, one, currency, locale)
          : short.format(amount(unit, one, currency)),
    },
  };
  // Of two units in one chart the second has an axis of its own, at the right.
  const other = chart.kind === 'combined' ? drawn.metrics[1]?.unit : undefined;
  const second =
    other && other !== unit
      ? {
          type: 'value' as const,
          splitLine: { show: false },
          axisLabel: {
            ...axis(ink),
            formatter: (one: number) => figure(other, one, currency, locale),
          },
        }
      : undefined;
  const many = found.length > 1 || chart.previous !== null;
  const colours = [ink.main, ...ink.others];
  const series = found.map((one, place) => ({
    ...look(chart, colours[place % colours.length] ?? ink.main, found.length === 1 ? ink.wash : ''),
    name: drawn.ways[1] ? one.name : (drawn.metrics[place]?.titles[locale] ?? one.name),
    data: upright ? one.values : one.values.toReversed(),
    ...(chart.kind === 'combined' && place > 0
      ? onTheRight(colours[place] ?? ink.main, second)
      : {}),
    tooltip: {
      valueFormatter: (point: unknown) =>
        point === null || point === undefined
          ? '—'
          : figure(
              (drawn.ways[1] ? undefined : drawn.metrics[place]?.unit) ?? unit,
              Number(point),
              currency,
              locale,
            ),
    },
  }));
  const past = chart.previous ? linesOf(drawn, chart.previous).lines[0] : undefined;
  return {
    ...common(ink),
    ...(many
      ? {
          legend: { bottom: 0, type: 'scroll', textStyle: { color: ink.soft, fontSize: 11 } },
          grid: { left: 8, right: 16, top: 12, bottom: 28, containLabel: true },
        }
      : {}),
    tooltip: {
      ...(common(ink)['tooltip'] as object),
      trigger: 'axis',
      valueFormatter: (one: unknown) =>
        one === null || one === undefined ? '—' : figure(unit, Number(one), currency, locale),
    },
    xAxis: upright ? category : value,
    yAxis: upright ? (second ? [value, second] : value) : category,
    series: past
      ? [
          ...withNotes(series, drawn, ink),
          {
            type: 'line',
            name: drawn.before,
            showSymbol: false,
            lineStyle: { width: 1.5, type: 'dashed', color: ink.soft },
            itemStyle: { color: ink.soft },
            data: past.values,
          },
        ]
      : withNotes(series, drawn, ink),
  };
}

/** A line at each day that somebody wrote about, with its number in the list below the charts. */
function withNotes(series: DrawingOption[], drawn: Drawn, ink: Ink): DrawingOption[] {
  const [way] = drawn.ways;
  if (!way || !['day', 'week', 'month'].includes(way.form) || drawn.noted.length === 0)
    return series;
  const days = [...new Set(drawn.chart.series.rows.map((row) => row.labels[0] ?? ''))];
  const data = drawn.noted.flatMap((day, place) => {
    const at = days.findLastIndex((one) => one <= day);
    return at < 0 ? [] : [{ xAxis: at, name: String(place + 1) }];
  });
  const markLine = {
    silent: true,
    symbol: 'none',
    lineStyle: { color: ink.soft, type: 'dotted' },
    label: { formatter: '{b}', color: ink.soft, fontSize: 10 },
    data,
  };
  return series.map((one, place) => (place === 0 ? { ...one, markLine } : one));
}

function onTheRight(colour: string, axisOfItsOwn: object | undefined): DrawingOption {
  return {
    type: 'line',
    showSymbol: false,
    lineStyle: { width: 2, color: colour },
    ...(axisOfItsOwn ? { yAxisIndex: 1 } : {}),
  };
}

function look(chart: ReportChart, colour: string, wash: string): DrawingOption {
  if (chart.kind === 'line')
    return {
      type: 'line',
      showSymbol: false,
      lineStyle: { width: 2, color: colour },
      itemStyle: { color: colour },
      ...(wash ? { areaStyle: { color: wash } } : {}),
    };
  return {
    type: 'bar',
    itemStyle: { color: colour },
    barMaxWidth: 22,
    ...(chart.kind === 'stacked' ? { stack: 'all' } : {}),
  };
}

function heat(drawn: Drawn, locale: Locale, ink: Ink): DrawingOption {
  const { chart, currency } = drawn;
  const unit = drawn.metrics[0]?.unit ?? 'count';
  const [first, second] = drawn.ways;
  const rows = [...new Set(chart.series.rows.map((row) => row.labels[0] ?? ''))].toSorted();
  const columns = [...new Set(chart.series.rows.map((row) => row.labels[1] ?? ''))].toSorted();
  const data = chart.series.rows.map((row) => [
    columns.indexOf(row.labels[1] ?? ''),
    rows.indexOf(row.labels[0] ?? ''),
    row.values[0] ?? 0,
  ]);
  const most = Math.max(1, ...data.map(([, , value]) => value ?? 0));
  const line = { type: 'category' as const, axisLabel: axis(ink), splitArea: { show: false } };
  return {
    ...common(ink),
    tooltip: {
      ...(common(ink)['tooltip'] as object),
      valueFormatter: (one: unknown) =>
        figure(unit, Number(Array.isArray(one) ? one.at(-1) : one), currency, locale),
    },
    xAxis: { ...line, data: columns.map((one) => drawn.label(second, one)) },
    yAxis: { ...line, inverse: true, data: rows.map((one) => drawn.label(first, one)) },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [ink.wash, ink.main] } },
    series: [{ type: 'heatmap', data, itemStyle: { borderColor: ink.plaster, borderWidth: 1 } }],
  };
}
