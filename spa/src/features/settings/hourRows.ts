import type { OpenHours, SpecialDay } from '../../api/model';

/** Rows that keep their identity while they are edited. */
export interface HourRow {
  key: string;
  weekday: number;
  opens: string;
  closes: string;
}

export interface SpecialRow {
  key: string;
  day: string;
  opens: string;
  closes: string;
}

export function hourRows(hours: readonly OpenHours[]): HourRow[] {
  return hours.map((one) => ({ key: `${one.weekday}-${one.opens}`, ...one }));
}

export function hoursOf(rows: readonly HourRow[]): OpenHours[] {
  return rows.map(({ weekday, opens, closes }) => ({ weekday, opens, closes }));
}

export function specialRows(
  days: readonly { day: string; opens: string | null; closes: string | null }[],
): SpecialRow[] {
  return days.map(({ day, opens, closes }) => ({
    key: day,
    day,
    opens: opens ?? '',
    closes: closes ?? '',
  }));
}

/** A day without hours is closed; one without a day is not there yet. */
export function specialDaysOf(rows: readonly SpecialRow[]): SpecialDay[] {
  return rows
    .filter(({ day }) => day !== '')
    .map(({ day, opens, closes }) => ({ day, opens: opens || null, closes: closes || null }));
}

/** The name of a weekday, Monday first, in the language. */
export function weekdayName(weekday: number, locale: string): string {
  const monday = Date.UTC(2024, 0, 1 + weekday);
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(monday);
}
