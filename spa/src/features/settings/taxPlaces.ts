/** Where a tax rate is charged: a country, or a part of one with rules of its own. */

import type { TaxTerritory } from '../../api/model';
import type { Locale } from '../../i18n';
import type { Option } from '../../ui/form/field.ts';
import { countryName, countryOptions } from '../../ui/form/names.ts';

/** The first day of a rate whose beginning nobody cares about. */
export const ALWAYS = '2000-01-01';

export function placeName(
  code: string,
  territories: readonly TaxTerritory[],
  locale: Locale,
): string {
  const part = territories.find((one) => one.code === code);
  if (!part) return countryName(code, locale);
  return `${countryName(part.country, locale)}: ${part.names[locale] ?? code}`;
}

/** Countries with their territories behind each, those that the shop sells to first. */
export function placeOptions(
  territories: readonly TaxTerritory[],
  ours: readonly string[],
  locale: Locale,
): Option[] {
  const codes = new Set(territories.map(({ code }) => code));
  return countryOptions(locale, undefined, ours)
    .filter(({ value }) => !codes.has(value))
    .flatMap(({ value, label }): Option[] => [
      [value, label],
      ...territories
        .filter(({ country }) => country === value)
        .map(({ code }): Option => [code, placeName(code, territories, locale)]),
    ]);
}
