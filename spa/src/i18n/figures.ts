/** Money, counts and moments as people write them in each language. */

import { DECIMALS } from '../codes/currencies.gen.ts';
import type { Locale } from '.';

export interface MoneyValue {
  amount_minor: number;
  currency: string;
}

const REGION: Record<Locale, string> = { es: 'es-ES', en: 'en-GB' };

export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

export function inMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** decimalsOf(currency);
}

export function money(value: MoneyValue, locale: Locale): string {
  const decimals = decimalsOf(value.currency);
  return new Intl.NumberFormat(REGION[locale], {
    style: 'currency',
    currency: value.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(inMajor(value.amount_minor, value.currency));
}

/** What stands between thousands, and before the decimals. */
const MARKS: Record<Locale, { group: string; decimal: string }> = {
  es: { group: '.', decimal: ',' },
  en: { group: ',', decimal: '.' },
};

/** An amount as people type it in their language; null where it could be two amounts, or none. */
export function minorUnits(typed: string, currency: string, locale: Locale): number | null {
  const { group, decimal } = MARKS[locale];
  const whole = typed.replace(/\s/g, '');
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${decimal}\\d{1,3})?$`);
  const normal = grouped.test(whole)
    ? whole.replaceAll(group, '').replace(decimal, '.')
    : whole.replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(normal)) return null;
  const digits = decimalsOf(currency);
  const [units = '0', fraction = ''] = normal.split('.');
  if (fraction.length > digits) return null;
  return Number(units) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0');
}

/** An amount as a field of the language holds it, without its currency. */
export function major(value: MoneyValue, locale: Locale): string {
  const decimals = decimalsOf(value.currency);
  return inMajor(value.amount_minor, value.currency)
    .toFixed(decimals)
    .replace('.', MARKS[locale].decimal);
}

export function count(value: number, locale: Locale): string {
  return new Intl.NumberFormat(REGION[locale]).format(value);
}

/** A calendar day, wherever the reader is. */
/** The size of a file, in the unit that people read it in. */
export function bytes(value: number, locale: Locale): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const at = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), units.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[at] ?? 'byte',
    maximumFractionDigits: at === 0 ? 0 : 1,
  }).format(value / 1000 ** at);
}

export function day(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(REGION[locale], { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}

/** "0,7 s": a duration that a person waits for. */
export function duration(value: number, locale: Locale): string {
  return new Intl.NumberFormat(REGION[locale], {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
}

export function moment(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(REGION[locale], {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const MONTH_S = 31 * 86_400;

/** From now within a month, further away as a date. */
export function ago(iso: string, locale: Locale, now: number): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Math.abs(seconds) > MONTH_S)
    return new Intl.DateTimeFormat(REGION[locale], { dateStyle: 'medium' }).format(new Date(iso));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}
