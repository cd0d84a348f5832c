import type { Guide, KnownCountry, Opening, Proposal, Step } from '../../api/model';

export function aStep(part: Partial<Step> = {}): Step {
  return { code: 'shop', state: 'open', is_needed: true, missing: [], ...part };
}

/** Of a shop that is set up: its home shows no guide. */
export function aGuide(part: Partial<Guide> = {}): Guide {
  return {
    is_done: true,
    is_set_up: true,
    has_examples: false,
    steps: [aStep({ state: 'done' })],
    ...part,
  };
}

export function aCountry(part: Partial<KnownCountry> = {}): KnownCountry {
  return {
    country: 'ES',
    currency: 'EUR',
    time_zone: 'Europe/Madrid',
    language: 'es',
    weight_unit: 'g',
    is_in_eu: true,
    shows_net_prices: false,
    ...part,
  };
}

export function aProposal(part: Partial<Proposal> = {}): Proposal {
  const price = { countries: ['ES'], currency: 'EUR', price: '4.90', free_from: null };
  return {
    known: aCountry(),
    currency: 'EUR',
    price_policy: 'tax_included',
    sells_to: ['ES'],
    rates: [
      {
        place: 'ES',
        tax_class: 'standard',
        basis_points: 2100,
        valid_from: '2012-09-01',
        is_exact: true,
        needs_check: false,
        sources: ['European Commission'],
      },
    ],
    tax_classes: [],
    tax_rates: [{ countries: ['ES'], tax_class: 'standard', percent: '21' }],
    locations: [
      { code: 'MAIN', name: 'Main location', country: 'ES', sellable: true, position: 1 },
    ],
    shipping_methods: [
      {
        code: 'standard',
        names: { en: 'Standard delivery', es: 'Envío estándar' },
        days_min: 2,
        days_max: 5,
        position: 1,
        rates: [price],
      },
    ],
    ...part,
  };
}

export function anOpening(part: Partial<Opening> = {}): Opening {
  return {
    is_open: false,
    has_password: false,
    address: 'https://shop.example',
    changed_at: null,
    changed_by: '',
    ...part,
  };
}
