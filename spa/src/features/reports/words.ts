/** Figures and labels of a report as a reader of this language writes them. */

import type { DimensionWords, MetricWords } from '../../api/model';
import type { Locale } from '../../i18n';
import { count, inMajor, money } from '../../i18n/figures.ts';

const SHOWN: Record<string, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: '2-digit' },
  year: { year: 'numeric' },
};
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 24 * 3_600_000;

type Unit = MetricWords['unit'];

/** The number that a chart's axis measures: euros, not cents. */
export function amount(unit: Unit, value: number, currency: string): number {
  if (unit === 'money') return inMajor(value, currency);
  if (unit === 'percent') return value / 10_000;
  return unit === 'count' ? value : value / 100;
}

export function figure(
  unit: Unit,
  value: number | null | undefined,
  currency: string | null,
  locale: Locale,
): string {
  if (value === null || value === undefined) return '—';
  if (unit === 'money') return money({ amount_minor: value, currency: currency ?? 'EUR' }, locale);
  if (unit === 'count') return count(value, locale);
  const number = amount(unit, value, '');
  if (unit === 'percent') return percent(number, locale);
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(number);
  return unit === 'hours' ? `${text} h` : text;
}

export function percent(part: number, locale: Locale, signed = false): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: signed ? 'exceptZero' : 'auto',
  }).format(part);
}

/** By how much of what it was; nothing where there was nothing. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before);
}

export function labelOf(
  way: DimensionWords | undefined,
  label: string,
  locale: Locale,
  none: string,
  yesNo: readonly [string, string],
): string {
  if (label === '') return none;
  const named = way?.words[label]?.[locale];
  if (named) return named;
  switch (way?.form) {
    case 'day':
    case 'week':
    case 'month':
    case 'year':
      return new Intl.DateTimeFormat(locale, { ...SHOWN[way.form], timeZone: 'UTC' }).format(
        new Date(`${label}T00:00:00Z`),
      );
    case 'quarter':
      return `${locale === 'es' ? 'T' : 'Q'}${Math.ceil(Number(label.slice(5, 7)) / 3)} ${label.slice(0, 4)}`;
    case 'weekday':
      return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(
        MONDAY + (Number(label) - 1) * DAY_MS,
      );
    case 'country':
      return /^[A-Z]{2}$/.test(label)
        ? (new Intl.DisplayNames(locale, { type: 'region' }).of(label) ?? label)
        : label;
    case 'rate':
      return percent(Number(label) / 10_000, locale);
    case 'yes_no':
      return yesNo[label === 'true' ? 0 : 1];
    case 'code':
      return label.replaceAll('_', ' ');
    default:
      return label;
  }
}
