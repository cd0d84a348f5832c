import type { Draft, DraftRow } from '../../api/model';
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
