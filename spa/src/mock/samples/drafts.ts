import type { Draft, DraftRow, Quote } from '../../api/model';
import { eur } from './orders.ts';

export function aDraftRow(part: Partial<DraftRow> = {}): DraftRow {
  return {
    id: '0198c2a4-7b1e-7c3d-9f00-000000000001',
    status: 'open',
    email: 'eva@example.com',
    name: 'Eva Roca',
    copied_from: null,
    order_number: null,
    created_by: 'nuria@shop.example',
    created_at: '2026-11-20T10:15:00Z',
    ...part,
  };
}

/** All of it is there: it can become an order. */
export function aDraft(part: Partial<Draft> = {}): Draft {
  return {
    ...aDraftRow(),
    note: '',
    currency: 'EUR',
    language: 'es',
    address: {
      name: 'Eva Roca',
      line1: 'Calle Mayor 1',
      line2: '',
      city: 'Madrid',
      region: '',
      postal_code: '28001',
      country: 'ES',
      phone: '',
      company: '',
      vat_id: '',
    },
    lines: [
      {
        sku: 'TOWEL-RED',
        name: 'Linen towel',
        options: { colour: 'Red' },
        quantity: 2,
        unit: eur(20_00),
        listed: eur(20_00),
        is_own: false,
        reason: null,
        total: eur(40_00),
        discount: eur(0),
        free: 14,
        gone: false,
      },
    ],
    ways: [{ code: 'standard', name: 'Standard', price: eur(4_90), is_pickup: false }],
    shipping_code: 'standard',
    is_shipping_own: false,
    codes: [],
    totals: {
      items: eur(40_00),
      discount: eur(0),
      shipping: eur(4_90),
      tax_included: eur(7_79),
      total: eur(44_90),
    },
    held_until: null,
    discount_limit: eur(50_00),
    version: 1,
    ...part,
  };
}

/** A quote that its buyer has not opened yet. */
export function aQuote(part: Partial<Quote> = {}): Quote {
  return {
    draft_id: aDraftRow().id,
    number: 'Q-7K2M-Q9XT',
    version: 1,
    status: 'sent',
    email: 'eva@example.com',
    name: 'Eva Roca',
    total: eur(44_90),
    valid_until: '2026-12-10T10:00:00Z',
    sent_at: '2026-11-26T10:00:00Z',
    sent_by: 'nuria@shop.example',
    seen_at: null,
    answered_at: null,
    problem: '',
    order_number: null,
    message: 'As we said on the phone.',
    reason: '',
    lines: [],
    shipping: eur(4_90),
    url: 'https://shop.example/es/quotes/Q-7K2M-Q9XT/1?token=x',
    ...part,
  };
}
