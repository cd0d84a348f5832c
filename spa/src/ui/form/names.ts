import type { Locale } from '../../i18n';

/** Every country that has an address, by ISO 3166-1. */
const COUNTRIES = (
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI ' +
  'CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN ' +
  'GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI ' +
  'LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ ' +
  'OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ ' +
  'TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');

/** To make one is slow, and a page asks for hundreds of names. */
const NAMES = new Map<string, Intl.DisplayNames>();

function nameOf(type: 'region' | 'language' | 'currency', code: string, locale: Locale): string {
  const kept = NAMES.get(`${type} ${locale}`);
  const names = kept ?? new Intl.DisplayNames(locale, { type });
  if (!kept) NAMES.set(`${type} ${locale}`, names);
  try {
    return names.of(code) ?? code;
  } catch {
    // No code at all: shown as it is.
    return code;
  }
}

export function countryName(code: string, locale: Locale): string {
  return nameOf('region', code, locale);
}

export function currencyName(code: string, locale: Locale): string {
  return nameOf('currency', code, locale);
}

/** "Español" in Spanish, "Spanish" in English. */
export function languageName(code: string, locale: Locale): string {
  const name = nameOf('language', code, locale);
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

interface CountryOption {
  value: string;
  label: string;
}

const OPTIONS = new Map<string, readonly CountryOption[]>();

/** Countries by their names, those that the shop sells to first. */
export function countryOptions(
  locale: Locale,
  among: readonly string[] | undefined,
  ours: readonly string[],
): readonly CountryOption[] {
  const key = [locale, among?.join(), ours.join()].join(';');
  const kept = OPTIONS.get(key);
  if (kept) return kept;
  const { compare } = new Intl.Collator(locale);
  const options = (among ?? COUNTRIES)
    .map((value) => ({ value, label: countryName(value, locale) }))
    .toSorted(
      (one, other) =>
        Number(ours.includes(other.value)) - Number(ours.includes(one.value)) ||
        compare(one.label, other.label),
    );
  OPTIONS.set(key, options);
  return options;
}
