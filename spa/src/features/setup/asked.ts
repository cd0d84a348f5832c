import type { KnownCountry } from '../../api/model';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { Field, Option } from '../../ui/form/field.ts';
import { languageName } from '../../ui/form/names.ts';

export interface Values {
  country: string | null;
  reach: string | null;
  name: string;
  legal_name: string;
  vat_id: string;
  email: string;
  phone: string;
  line1: string;
  line2: string;
  postal_code: string;
  city: string;
  region: string;
  languages: readonly string[];
  currency: string | null;
  time_zone: string | null;
}

export const EMPTY: Values = {
  country: null,
  reach: 'home',
  name: '',
  legal_name: '',
  vat_id: '',
  email: '',
  phone: '',
  line1: '',
  line2: '',
  postal_code: '',
  city: '',
  region: '',
  languages: [],
  currency: null,
  time_zone: null,
};

/** What a shop cannot do without. */
export function useFields(
  countries: readonly KnownCountry[],
  country: string | null,
  own: Values,
): readonly Field<Values>[] {
  const known = countries.some((one) => one.country === country);
  const { t, locale } = useWords();
  const { offered_languages: offered } = useChoices();
  const isInEu = ({ country: chosen }: Values) =>
    countries.some((one) => one.country === chosen && one.is_in_eu);
  return [
    { kind: 'country', name: 'country', label: t('setup.country'), required: true },
    {
      kind: 'choice',
      name: 'reach',
      label: t('setup.reach'),
      hint: t('setup.reach_hint'),
      options: [
        ['home', t('setup.reach_home')],
        ['eu', t('setup.reach_eu')],
      ],
      when: isInEu,
    },
    {
      kind: 'choice',
      name: 'currency',
      label: t('setup.currency'),
      options: options(own.currency, known ? countries.map((one) => one.currency) : 'currency'),
      required: true,
      isHalf: true,
      path: 'shop.currencies',
    },
    {
      kind: 'choice',
      name: 'time_zone',
      label: t('setup.time_zone'),
      hint: t('setup.time_zone_hint'),
      options: options(own.time_zone, known ? countries.map((one) => one.time_zone) : 'timeZone'),
      required: true,
      isHalf: true,
      path: 'shop.time_zone',
    },
    {
      kind: 'choices',
      name: 'languages',
      label: t('setup.languages'),
      hint: t('setup.languages_hint'),
      options: offered.map((one) => [one, languageName(one, locale)] as const),
      required: true,
      path: 'shop.languages',
    },
    {
      kind: 'text',
      name: 'name',
      label: t('setup.name'),
      hint: t('setup.name_hint'),
      required: true,
      path: 'shop.name',
    },
    {
      kind: 'text',
      name: 'legal_name',
      label: t('setup.legal_name'),
      hint: t('setup.legal_name_hint'),
      required: true,
      path: 'shop.legal_name',
    },
    {
      kind: 'text',
      name: 'vat_id',
      label: t('setup.vat_id'),
      hint: t('setup.vat_id_hint'),
      path: 'shop.vat_ids',
    },
    {
      kind: 'text',
      type: 'email',
      name: 'email',
      label: t('setup.email'),
      hint: t('setup.email_hint'),
      required: true,
      isHalf: true,
      path: 'shop.email',
    },
    {
      kind: 'text',
      type: 'tel',
      name: 'phone',
      label: t('setup.phone'),
      isHalf: true,
      path: 'shop.phone',
    },
    {
      kind: 'text',
      name: 'line1',
      label: t('setup.line1'),
      required: true,
      path: 'shop.address.line1',
    },
    { kind: 'text', name: 'line2', label: t('setup.line2'), path: 'shop.address.line2' },
    {
      kind: 'text',
      name: 'postal_code',
      label: t('setup.postal_code'),
      isHalf: true,
      path: 'shop.address.postal_code',
    },
    {
      kind: 'text',
      name: 'city',
      label: t('setup.city'),
      required: true,
      isHalf: true,
      path: 'shop.address.city',
    },
    { kind: 'text', name: 'region', label: t('setup.region'), path: 'shop.address.region' },
  ];
}

/** What the known countries use, and the shop itself; all there are for a country that we do not know. */
function options(
  own: string | null,
  used: readonly string[] | 'currency' | 'timeZone',
): readonly Option[] {
  const codes = typeof used === 'string' ? Intl.supportedValuesOf(used) : used;
  return [...new Set([...codes, ...(own ? [own] : [])])]
    .toSorted()
    .map((code) => [code, code] as const);
}
