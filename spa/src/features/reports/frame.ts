/** What every chart has in common: its inks, its words, its axes. */

import type { DimensionWords, MetricWords, ReportChart } from '../../api/model';
import type { DrawingOption } from './drawing.ts';

/** The colours of the page that the chart stands on, read where it is drawn. */
export interface Ink {
  text: string;
  soft: string;
  line: string;
  main: string;
  wash: string;
  plaster: string;
  others: string[];
}

/** A chart with the words of what it shows. */
export interface Drawn {
  chart: ReportChart;
  metrics: readonly MetricWords[];
  ways: readonly DimensionWords[];
  currency: string;
  label: (way: DimensionWords | undefined, label: string) => string;
  before: string;
  /** The days that somebody wrote about, in their order: a line stands at each, with its number. */
  noted: readonly string[];
}

export function common(ink: Ink): DrawingOption {
  return {
    animationDuration: 300,
    aria: { enabled: true },
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      confine: true,
      backgroundColor: ink.plaster,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
    },
  };
}

export function axis(ink: Ink) {
  return { color: ink.soft, fontSize: 11, hideOverlap: true };
}
