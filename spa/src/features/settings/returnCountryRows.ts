/** The countries with rules of their own, as rows of the form. */

import type { PolicyCountry } from '../../api/model';
import { useWords } from '../../i18n';
import { countryName } from '../../ui/form/names.ts';

/** One country whose buyers have days and costs of their own; `key` tells rows apart while they are edited. */
export interface CountryRow {
  key: string;
  country: string | null;
  window_days: number | null;
  buyer_pays: boolean;
}

export function rowsOf(countries: readonly PolicyCountry[]): CountryRow[] {
  return countries.map((one) => ({ key: one.country, ...one }));
}

export function countriesOf(rows: readonly CountryRow[]): PolicyCountry[] {
  return rows.flatMap(({ country, window_days, buyer_pays }) =>
    country === null || window_days === null ? [] : [{ country, window_days, buyer_pays }],
  );
}

/** A row as words, for where two versions are compared. */
export function useCountryWords(): (row: CountryRow) => string {
  const { t, locale } = useWords();
  return ({ country, window_days, buyer_pays }) =>
    t('returns.country_rule', {
      country: country === null ? '—' : countryName(country, locale),
      days: window_days ?? '—',
      pays: t(buyer_pays ? 'form.yes' : 'form.no'),
    });
}
