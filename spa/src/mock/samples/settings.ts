import type {
  PaymentSetting,
  Category,
  ProductType,
  Settings,
  SettingsVersion,
  ShippingChoice,
  ShippingMethod,
  ShippingZone,
  TaxClass,
  TaxRate,
  TaxTerritory,
} from '../../api/model';

export function someSettings(part: Partial<Settings> = {}): Settings {
  return {
    version: 3,
    name: 'Corner Shop',
    legal_name: 'Corner Shop SL',
    address: {
      line1: 'Calle Mayor 1',
      line2: '',
      postal_code: '28013',
      city: 'Madrid',
      region: 'Madrid',
      country: 'ES',
    },
    vat_ids: ['ESB12345678'],
    email: 'hello@shop.example',
    phone: '+34 910 000 000',
    home_country: 'ES',
    time_zone: 'Europe/Madrid',
    languages: ['es', 'en'],
    currencies: [
      {
        code: 'EUR',
        country: 'ES',
        rounding_minor: 1,
        includes_tax: true,
        conversion: null,
        first_in: [],
      },
    ],
    sells_to: ['ES', 'PT'],
    weight_unit: 'g',
    length_unit: 'cm',
    order_prefix: '',
    mail_name: '',
    mail_address: '',
    support_hours: {},
    theme: 'default',
    taxes: { uses_oss: true, export_price: 'net', rounding: 'line', shipping_tax: 'proportional' },
    documents: {
      issue_on: 'confirmation',
      invoice_series: 'F',
      simplified_series: 'S',
      credit_series: 'R',
      footer: {},
      mails_pdf: false,
      tax_record: 'none',
    },
    ...part,
  };
}

export function aSettingsVersion(part: Partial<Settings> = {}): SettingsVersion {
  return {
    settings: someSettings(part),
    changed_at: '2026-11-20T09:00:00Z',
    changed_by: 'nuria@shop.example',
  };
}

export function aTaxClass(part: Partial<TaxClass> = {}): TaxClass {
  return { code: 'standard', names: { es: 'General', en: 'Standard' }, version: 1, ...part };
}

export function aTaxTerritory(part: Partial<TaxTerritory> = {}): TaxTerritory {
  return {
    code: 'ES-CN',
    country: 'ES',
    names: { es: 'Canarias', en: 'Canary Islands' },
    is_outside: true,
    source: 'art. 6(1)(b)',
    ...part,
  };
}

export function aTaxRate(part: Partial<TaxRate> = {}): TaxRate {
  return {
    id: 'ES.standard.2000-01-01',
    place: 'ES',
    valid_from: '2000-01-01',
    tax_class: 'standard',
    basis_points: 2100,
    version: 2,
    ...part,
  };
}

export function aShippingZone(part: Partial<ShippingZone> = {}): ShippingZone {
  return {
    code: 'canarias',
    name: 'Canary Islands',
    areas: [{ country: 'ES', region: '', postal_codes: '35' }],
    version: 1,
    ...part,
  };
}

export function aShippingChoice(part: Partial<ShippingChoice> = {}): ShippingChoice {
  return {
    code: 'standard',
    names: { es: 'Estándar', en: 'Standard delivery' },
    why: 'offered',
    price_minor: 1290,
    place: 'canarias',
    band_by: 'none',
    ...part,
  };
}

export function aShippingMethod(part: Partial<ShippingMethod> = {}): ShippingMethod {
  return {
    code: 'standard',
    names: { es: 'Estándar', en: 'Standard delivery' },
    days_min: 2,
    days_max: 4,
    band_by: 'none',
    kind: 'delivery',
    position: 0,
    rates: [
      {
        place: 'ES',
        currency: 'EUR',
        amount_minor: 690,
        free_from_minor: 10000,
        from_value: 0,
        up_to: null,
      },
    ],
    version: 5,
    ...part,
  };
}

export function aCategory(part: Partial<Category> = {}): Category {
  return {
    id: '01890000-0000-7000-8000-000000000001',
    parent_id: null,
    path: [],
    slug: 'kitchen',
    position: 0,
    texts: {
      es: { name: 'Cocina', description: '' },
      en: { name: 'Kitchen', description: 'For the table.' },
    },
    products: 3,
    all_products: 3,
    children: 0,
    version: 1,
    ...part,
  };
}

export function aProductType(part: Partial<ProductType> = {}): ProductType {
  return {
    id: 'type-1',
    code: 'coffee',
    names: { es: 'Café', en: 'Coffee' },
    attributes: [
      {
        key: 'roast',
        kind: 'choice',
        names: { es: 'Tueste', en: 'Roast' },
        unit: '',
        choices: [
          { code: 'dark', names: { es: 'Oscuro', en: 'Dark' }, colour: '' },
          { code: 'light', names: { es: 'Claro', en: 'Light' }, colour: '' },
        ],
        filterable: true,
        shown: true,
        required: false,
        on_variants: true,
      },
      {
        key: 'altitude',
        kind: 'number',
        names: { es: 'Altitud', en: 'Altitude' },
        unit: 'm',
        choices: [],
        filterable: false,
        shown: true,
        required: false,
        on_variants: false,
      },
    ],
    products: 2,
    version: 1,
    ...part,
  };
}

/** Transfers, which are switched on and go to the shop's own account. */
export function aPaymentSetting(part: Partial<PaymentSetting> = {}): PaymentSetting {
  return {
    code: 'transfer',
    is_on: true,
    position: 2,
    own_titles: { es: 'Transferencia bancaria', en: 'Bank transfer' },
    own_hints: { es: 'Le damos la cuenta.', en: 'We give you the account.' },
    titles: {},
    instructions: {},
    countries: ['ES'],
    currencies: [],
    amounts: [{ currency: 'EUR', least_minor: 0, most_minor: 500_00 }],
    due_days: 5,
    holder: 'Esquina S.L.',
    iban: 'ES91 2100 0418 4502 0005 1332',
    bic: '',
    is_manual: true,
    can_reserve: false,
    captures_on_shipping: false,
    takes_parts: false,
    needs_account: true,
    can_undo: true,
    version: 3,
    ...part,
  };
}
