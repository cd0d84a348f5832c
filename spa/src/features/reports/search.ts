/** What the address of a report keeps. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WORDS = /^[a-z_]+(,[a-z_]+)*$/;
const CHARTS = ['line', 'columns', 'bars', 'stacked', 'combined', 'heat'] as const;
const DAY_MS = 24 * 3_600_000;

/** Of which days a report is, in which currency, under which conditions. */
export interface Days {
  start: string;
  end: string;
  currency: string;
  where: string[];
}

export type ChartKind = (typeof CHARTS)[number];
export const CHART_KINDS: readonly ChartKind[] = CHARTS;

export interface ReportSearch {
  start?: string;
  end?: string;
  currency?: string;
  /** `channel:web|country:ES`: values of one dimension are alternatives. */
  where?: string;
}

export interface ExploreSearch extends ReportSearch {
  metrics?: string;
  by?: string;
  chart?: ChartKind;
}

export function reportSearch(search: Record<string, unknown>): ReportSearch {
  return {
    ...(DAY.test(String(search['start'])) ? { start: String(search['start']) } : {}),
    ...(DAY.test(String(search['end'])) ? { end: String(search['end']) } : {}),
    ...(/^[A-Z]{3}$/.test(String(search['currency']))
      ? { currency: String(search['currency']) }
      : {}),
    ...(search['where'] ? { where: String(search['where']).slice(0, 500) } : {}),
  };
}

export function exploreSearch(search: Record<string, unknown>): ExploreSearch {
  const chart = CHARTS.find((kind) => kind === search['chart']);
  return {
    ...reportSearch(search),
    ...(WORDS.test(String(search['metrics'] ?? '')) ? { metrics: String(search['metrics']) } : {}),
    ...(WORDS.test(String(search['by'] ?? '')) ? { by: String(search['by']) } : {}),
    ...(chart ? { chart } : {}),
  };
}

export const listOf = (text: string | undefined, mark = ','): string[] =>
  text ? text.split(mark).filter(Boolean) : [];

export const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
export const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
