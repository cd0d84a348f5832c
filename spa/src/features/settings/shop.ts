/** The facts of the shop as the form holds them: an address is fields, and not an object. */

import type { AddressAsked, Choices, Settings, SettingsEdit, TaxRules } from '../../api/model';
import type { Words } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { languageName } from '../../ui/form/names.ts';
import { drawCurrencies } from './Currencies';
import { taxFields } from './taxFields.ts';

const PARTS = ['line1', 'line2', 'postal_code', 'city', 'region'] as const;
type Part = (typeof PARTS)[number];

const TAX_RULES = ['uses_oss', 'export_price', 'rounding', 'shipping_tax'] as const;

export type ShopValues = Omit<
  Settings,
  'version' | 'address' | 'support_hours' | 'country' | 'taxes'
> &
  TaxRules &
  Record<Part, string> & {
    country: string | null;
    support_hours: Readonly<Record<string, string>>;
  };

export function valuesOf(settings: Settings): ShopValues {
  const { version: _, address, taxes, ...facts } = settings;
  const parts = Object.fromEntries(PARTS.map((part) => [part, address[part] ?? '']));
  return {
    ...facts,
    ...taxes,
    ...(parts as Record<Part, string>),
    country: address['country'] ?? null,
    support_hours: facts.support_hours,
  };
}

function isPart(name: string): boolean {
  return name === 'country' || PARTS.some((part) => part === name);
}

function isTaxRule(name: string): boolean {
  return TAX_RULES.some((rule) => rule === name);
}

/** What a PATCH says: the facts that differ, and the whole address where a part of it does. */
export function editOf(values: ShopValues, changes: Partial<ShopValues>): SettingsEdit {
  const names = Object.keys(changes);
  const facts = Object.entries(changes).filter(([name]) => !isPart(name) && !isTaxRule(name));
  const { uses_oss, export_price, rounding, shipping_tax } = values;
  const address = {
    ...Object.fromEntries(PARTS.map((part) => [part, values[part]])),
    country: values.country ?? '',
  } as AddressAsked;
  return {
    ...(Object.fromEntries(facts) as SettingsEdit),
    ...(names.includes('support_hours') ? { support_hours: { ...values.support_hours } } : {}),
    ...(names.includes('vat_ids')
      ? { vat_ids: values.vat_ids.map((id) => id.trim()).filter(Boolean) }
      : {}),
    ...(names.some(isPart) ? { address } : {}),
    ...(names.some(isTaxRule) ? { taxes: { uses_oss, export_price, rounding, shipping_tax } } : {}),
  };
}

const WEIGHTS = ['g', 'kg', 'lb', 'oz'] as const;
const LENGTHS = ['mm', 'cm', 'in'] as const;

function same(codes: readonly string[]) {
  return codes.map((code) => [code, code] as const);
}

function partField(name: Part) {
  return { kind: 'text', name, path: `address.${name}` } as const;
}

/** All facts, as every screen that shows them names them. */
export function shopFields(
  { t, locale }: Words,
  { offered_languages: offered }: Choices,
): Field<ShopValues>[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return [
    {
      kind: 'text',
      name: 'name',
      label: t('settings.name'),
      hint: t('settings.name_hint'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'legal_name',
      label: t('settings.legal_name'),
      hint: t('settings.legal_name_hint'),
      isHalf: true,
    },
    {
      kind: 'list',
      name: 'vat_ids',
      label: t('settings.vat_ids'),
      hint: t('settings.vat_ids_hint'),
    },
    { ...partField('line1'), label: t('settings.line1'), required: true },
    { ...partField('line2'), label: t('settings.line2') },
    { ...partField('postal_code'), label: t('settings.postal_code'), isHalf: true },
    { ...partField('city'), label: t('settings.city'), required: true, isHalf: true },
    { ...partField('region'), label: t('settings.region'), isHalf: true },
    {
      kind: 'country',
      name: 'country',
      path: 'address.country',
      label: t('settings.country'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'email',
      type: 'email',
      label: t('settings.email'),
      hint: t('settings.email_hint'),
      required: true,
      isHalf: true,
    },
    { kind: 'text', name: 'phone', type: 'tel', label: t('settings.phone'), isHalf: true },
    {
      kind: 'texts',
      name: 'support_hours',
      label: t('settings.support_hours'),
      hint: t('settings.support_hours_hint'),
    },
    {
      kind: 'country',
      name: 'home_country',
      label: t('settings.home_country'),
      hint: t('settings.home_country_hint'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'time_zone',
      label: t('settings.time_zone'),
      options: same(zones),
      required: true,
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'weight_unit',
      label: t('settings.weight_unit'),
      options: same(WEIGHTS),
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'length_unit',
      label: t('settings.length_unit'),
      options: same(LENGTHS),
      isHalf: true,
    },
    {
      kind: 'countries',
      name: 'sells_to',
      label: t('settings.sells_to'),
      hint: t('settings.sells_to_hint'),
      required: true,
    },
    {
      kind: 'choices',
      name: 'languages',
      label: t('settings.languages'),
      hint: t('settings.languages_hint'),
      required: true,
      options: offered.map((one) => [one, languageName(one, locale)] as const),
    },
    {
      kind: 'own',
      name: 'currencies',
      label: t('settings.currencies'),
      required: true,
      draw: drawCurrencies,
      inWords: ({ currencies }) => currencies.map(({ code }) => code).join(', '),
    },
    ...taxFields(t),
    {
      kind: 'text',
      name: 'mail_name',
      label: t('settings.mail_name'),
      hint: t('settings.mail_name_hint'),
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'mail_address',
      type: 'email',
      label: t('settings.mail_address'),
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'order_prefix',
      label: t('settings.order_prefix'),
      hint: t('settings.order_prefix_hint'),
      most: 6,
      isCode: true,
      isHalf: true,
    },
    {
      kind: 'text',
      name: 'theme',
      label: t('settings.theme'),
      hint: t('settings.theme_hint'),
      most: 40,
      isCode: true,
      isHalf: true,
    },
  ];
}

/** The rules of taxes, which stand on the screen of the taxes. */
export const TAX_PANELS = [
  ['settings.tax_rules', ['uses_oss', 'export_price', 'rounding', 'shipping_tax']],
] as const;

/** Which facts stand in one panel. */
export const PANELS = [
  ['settings.identity', ['name', 'legal_name', 'vat_ids']],
  ['settings.address', ['line1', 'line2', 'postal_code', 'city', 'region', 'country']],
  ['settings.contact', ['email', 'phone', 'support_hours']],
  ['settings.mail', ['mail_name', 'mail_address']],
  ['settings.markets', ['sells_to', 'languages', 'currencies']],
  ['settings.standards', ['home_country', 'time_zone', 'weight_unit', 'length_unit']],
  ['settings.look', ['order_prefix', 'theme']],
] as const;
