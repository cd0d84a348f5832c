/** Charts of one row of figures: each step is a metric of its own. */

import { axis, common, type Drawn, type Ink } from './frame.ts';
import type { DrawingOption } from './drawing.ts';
import { amount, figure, percent } from './words.ts';
import type { Locale } from '../../i18n';

interface Step {
  name: string;
  value: number;
  /** Where its bar begins: of a waterfall, below what is left. */
  from: number;
}

/** Of a funnel all steps stand on the ground; of a waterfall those between the first and the last hang. */
export function stepsOf(drawn: Drawn, locale: Locale): Step[] {
  const values = drawn.chart.series.rows[0]?.values ?? [];
  const last = values.length - 1;
  let left = values[0] ?? 0;
  return drawn.metrics.map((metric, place) => {
    const value = values[place] ?? 0;
    const hangs = drawn.chart.kind === 'waterfall' && place > 0 && place < last;
    if (hangs) left -= value;
    return { name: metric.titles[locale] ?? metric.code, value, from: hangs ? left : 0 };
  });
}

export function steps(drawn: Drawn, locale: Locale, ink: Ink): DrawingOption {
  const unit = drawn.metrics[0]?.unit ?? 'count';
  const found = stepsOf(drawn, locale);
  const first = found[0]?.value ?? 0;
  const isFunnel = drawn.chart.kind === 'funnel';
  const said = (step: Step | undefined) => {
    if (!step) return '';
    const value = figure(unit, step.value, drawn.currency, locale);
    return isFunnel && first ? `${value} · ${percent(step.value / first, locale)}` : value;
  };
  const shown = found.toReversed();
  const last = found.length - 1;
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return {
    ...common(ink),
    grid: { left: 8, right: 96, top: 12, bottom: 4, containLabel: true },
    tooltip: { show: false },
    xAxis: {
      type: 'value',
      splitNumber: 3,
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: {
        ...axis(ink),
        formatter: (one: number) => short.format(amount(unit, one, drawn.currency)),
      },
    },
    yAxis: {
      type: 'category',
      data: shown.map((step) => step.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { ...axis(ink), width: 130, overflow: 'break', lineHeight: 14 },
    },
    series: [
      {
        type: 'bar',
        stack: 'step',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: shown.map((step) => step.from),
      },
      {
        type: 'bar',
        stack: 'step',
        barMaxWidth: 22,
        data: shown.map((step, place) => ({
          value: step.value,
          itemStyle: {
            color:
              isFunnel || place === 0 || place === last ? ink.main : (ink.others[2] ?? ink.soft),
          },
        })),
        label: {
          show: true,
          position: 'right',
          color: ink.text,
          fontSize: 11,
          formatter: ({ dataIndex }: { dataIndex: number }) => said(shown[dataIndex]),
        },
      },
    ],
  };
}
