import type {
  AddressOut,
  Customer,
  CustomerGroup,
  CustomerMerge,
  CustomerRow,
  CustomerSegment,
  Erasure,
} from '../../api/model';

const MONEY = { amount_minor: 4250, currency: 'EUR' };

export function anAddress(): AddressOut {
  return {
    name: 'Marta Gil',
    line1: 'Calle Mayor 1',
    line2: '',
    city: 'Madrid',
    region: '',
    postal_code: '28001',
    country: 'ES',
    phone: '',
    company: '',
    vat_id: '',
  };
}

export function aCustomerRow(part: Partial<CustomerRow> = {}): CustomerRow {
  return {
    id: 'customer-1',
    email: 'ibai@buyer.example',
    name: 'Ibai Soto',
    phone: '+34 600 100 200',
    country: 'ES',
    tags: ['wholesale'],
    marketing_consent: true,
    created_at: '2026-03-01T09:00:00Z',
    orders: 3,
    last_order_at: '2026-11-02T09:00:00Z',
    spent: MONEY,
    ...part,
  };
}

export function aCustomer(part: Partial<Customer> = {}): Customer {
  return {
    id: 'customer-1',
    version: 2,
    email: 'ibai@buyer.example',
    name: 'Ibai Soto',
    phone: '+34 600 100 200',
    country: 'ES',
    language: 'es',
    tags: ['wholesale'],
    created_at: '2026-03-01T09:00:00Z',
    orders_count: 3,
    marketing_consent: true,
    stopped_because: null,
    erased_at: null,
    spending: [{ paid: MONEY, refunded: { amount_minor: 1000, currency: 'EUR' } }],
    orders: [
      {
        number: 'K7QF-93MD',
        status: 'shipped',
        total: MONEY,
        placed_at: '2026-11-02T09:00:00Z',
      },
    ],
    mails: [
      {
        kind: 'order_confirmed',
        status: 'sent',
        created_at: '2026-11-02T09:00:00Z',
        sent_at: '2026-11-02T09:01:00Z',
      },
    ],
    reviews: [],
    choices: [
      {
        granted: true,
        source: 'checkout',
        text_version: '2026-11',
        language: 'es',
        at: '2026-11-02T09:00:00Z',
      },
    ],
    notes: [
      {
        id: 'note-1',
        text: 'Calls on Mondays',
        at: '2026-11-03T09:00:00Z',
        actor: 'ada@shop.example',
      },
    ],
    addresses: ['ibai@buyer.example'],
    merged_into: null,
    groups: [{ id: 'group-1', name: 'Wholesale' }],
    ...part,
  };
}

export function aMerge(part: Partial<CustomerMerge> = {}): CustomerMerge {
  return {
    orders: 2,
    reviews: 1,
    notes: 0,
    tags: [],
    groups: ['Fair'],
    choices: 1,
    mails: 4,
    email: 'ibai@buyer.example',
    other_email: 'ibai@work.example',
    consents: true,
    kept: ['order_addresses', 'consent_proof', 'mail_log'],
    ...part,
  };
}

export function anErasure(part: Partial<Erasure> = {}): Erasure {
  return {
    orders: 3,
    mails: 5,
    reviews: 0,
    notes: 1,
    choices: 1,
    open_orders: [],
    kept: ['order_amounts', 'consent_proof'],
    ...part,
  };
}

export function aGroup(part: Partial<CustomerGroup> = {}): CustomerGroup {
  return {
    id: 'group-1',
    name: 'Wholesale',
    description: 'Shops that buy by the box',
    version: 1,
    created_at: '2026-11-02T09:00:00Z',
    members: 12,
    ...part,
  };
}

export function aSegment(part: Partial<CustomerSegment> = {}): CustomerSegment {
  return {
    id: 'segment-1',
    name: 'Quiet for a while',
    version: 1,
    created_at: '2026-11-02T09:00:00Z',
    rule: {
      orders_min: 2,
      orders_max: null,
      spent_min_minor: null,
      spent_max_minor: null,
      currency: null,
      ordered_within_days: null,
      quiet_for_days: 90,
      joined_within_days: null,
      countries: [],
      languages: [],
      tags: [],
      consents: null,
      groups: [],
      not_groups: [],
      rfm: [],
      products: [],
      categories: [],
    },
    ...part,
  };
}
