import type { KnownCountry, Proposal, Settings, SetupDocument, ShopPart } from '../../api/model';
import { EMPTY, type Values } from './asked.ts';

/** The country of the reader's own language, where there is a proposal for it. */
export function guessed(countries: readonly KnownCountry[]): Values {
  const region = new Intl.Locale(navigator.language).region ?? '';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known =
    countries.find((one) => one.time_zone === zone) ??
    countries.find((one) => one.country === region);
  return known ? { ...EMPTY, country: known.country, ...proposedBy(known) } : EMPTY;
}

export function proposedBy({ currency, time_zone, language }: KnownCountry): Partial<Values> {
  return { currency, time_zone, languages: [language], reach: 'home' };
}

/** What the form asks, as a shop that is set up has it. */
export function valuesOf(shop: Settings, countries: readonly KnownCountry[]): Values {
  const isInEu = (code: string) =>
    countries.some((one) => one.country === code && one.is_in_eu && code !== shop.home_country);
  const { line1 = '', line2 = '', postal_code = '', city = '', region = '' } = shop.address;
  return {
    country: shop.home_country,
    reach: shop.sells_to.some(isInEu) ? 'eu' : 'home',
    name: shop.name,
    legal_name: shop.legal_name,
    vat_id: shop.vat_ids[0] ?? '',
    email: shop.email,
    phone: shop.phone,
    line1,
    line2,
    postal_code,
    city,
    region,
    languages: shop.languages,
    currency: shop.currencies[0]?.code ?? null,
    time_zone: shop.time_zone,
  };
}

/** All of a shop that begins. */
export function documentOf(values: Values, proposal: Proposal | null): SetupDocument {
  const country = values.country ?? '';
  return {
    shop: {
      ...factsOf(values),
      vat_ids: vatIdsOf(values),
      currencies: [{ code: values.currency ?? '' }],
      sells_to: proposal?.sells_to ?? [country],
      mail_name: values.name.replace(/[<>"@]/g, ' ').trim(),
      mail_address: values.email,
    },
    ...rulesOf(proposal),
    locations: [{ code: 'MAIN', name: values.city, country, position: 1 }],
  };
}

/**
 * A shop that is set up, with what was changed of it. What the form does not ask stays; taxes and shipping are
 * filled in again for another country or reach alone.
 */
export function changedDocument(
  shop: Settings,
  was: Values,
  values: Values,
  proposal: Proposal | null,
): SetupDocument {
  const { version: _, ...stays } = shop;
  const isMoved = values.country !== was.country;
  const isElsewhere = isMoved || values.reach !== was.reach;
  const facts = factsOf(values);
  return {
    shop: {
      ...stays,
      ...facts,
      ...(isMoved ? {} : { address: { ...facts.address, country: shop.address['country'] ?? '' } }),
      vat_ids: [...vatIdsOf(values), ...shop.vat_ids.slice(1)],
      currencies: currenciesOf(shop, values.currency ?? ''),
      ...(isElsewhere ? { sells_to: proposal?.sells_to ?? [values.country ?? ''] } : {}),
    },
    ...(isElsewhere ? rulesOf(proposal) : {}),
  };
}

function factsOf(values: Values) {
  const { name, legal_name, email, phone, line1, line2, postal_code, city, region } = values;
  const country = values.country ?? '';
  return {
    name,
    legal_name,
    email,
    phone,
    address: { line1, line2, postal_code, city, region, country },
    home_country: country,
    time_zone: values.time_zone ?? '',
    languages: [...values.languages],
  } satisfies Partial<ShopPart>;
}

function vatIdsOf({ vat_id }: Values): string[] {
  return vat_id.trim() ? [vat_id.replace(/[\s.-]/g, '').toUpperCase()] : [];
}

/** The first one is what the others are converted from: after another first one they have rates no more. */
function currenciesOf({ currencies }: Settings, first: string): ShopPart['currencies'] {
  if (currencies[0]?.code === first) return currencies;
  const others = currencies.filter(({ code }) => code !== first);
  const own = currencies.find(({ code }) => code === first) ?? { code: first };
  return [own, ...others].map((one) => ({ ...one, conversion: null }));
}

function rulesOf(proposal: Proposal | null) {
  if (!proposal) return {};
  const { tax_classes, tax_rates, shipping_methods } = proposal;
  return { tax_classes, tax_rates, shipping_methods };
}
