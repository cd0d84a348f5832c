import type {
  ExchangePreview,
  OrderReturns,
  ReturnDetail,
  ReturnPolicyOut,
  ReturnRow,
} from '../../api/model';
import { eur } from './orders.ts';

export function aReturnRow(part: Partial<ReturnRow> = {}): ReturnRow {
  return {
    id: 'return-1',
    number: 'RT-7K2M-Q9XT',
    order_number: 'K7QF-93MD',
    email: 'marta@example.com',
    kind: 'return',
    status: 'requested',
    is_late: false,
    units: 2,
    requested_at: '2026-11-22T09:00:00Z',
    refund_due_at: null,
    ...part,
  };
}

/** A return of two towels that waits for a decision. */
export function aReturn(part: Partial<ReturnDetail> = {}): ReturnDetail {
  return {
    ...aReturnRow(),
    source: 'buyer',
    currency: 'EUR',
    note: 'Too blue for my bathroom.',
    wants_credit: false,
    answer: '',
    tracking: '',
    kept: eur(0),
    decided_at: null,
    received_at: null,
    settled_at: null,
    may_receive: false,
    may_cancel: true,
    may_exchange: false,
    exchange_number: '',
    exchange_failure: '',
    lines: [
      {
        line: 1,
        sku: 'TOWEL-RED',
        name: 'Towel',
        names: {},
        options: {},
        requested: 2,
        approved: null,
        received: 0,
        resellable: 0,
        refunded: 0,
        reason: 'changed_mind',
        reason_names: { en: 'I changed my mind', es: 'He cambiado de opinión' },
        answer: '',
        exchange_sku: '',
        exchange_name: '',
      },
    ],
    photos: [],
    proposal: null,
    ...part,
  };
}

export function aReturnPolicy(part: Partial<ReturnPolicyOut> = {}): ReturnPolicyOut {
  return {
    version: 3,
    window_days: 30,
    buyer_pays: true,
    fee_basis_points: 0,
    refunds_shipping: false,
    partial_shipping: 'none',
    instructions: { en: 'Returns, Calle 1', es: 'Devoluciones, Calle 1' },
    countries: [],
    offers_exchange: true,
    sends_exchange: 'received',
    reasons: [
      {
        code: 'changed_mind',
        names: { en: 'I changed my mind', es: 'He cambiado de opinión' },
        is_our_fault: false,
        is_offered: true,
      },
    ],
    ...part,
  };
}

/** An order of which nothing was given back yet. */
export function orderReturns(part: Partial<OrderReturns> = {}): OrderReturns {
  return {
    items: [],
    lines: [{ line: 1, sku: 'TOWEL-RED', name: 'Towel', names: {}, left: 2, excluded: null }],
    reasons: [
      { code: 'changed_mind', names: { en: 'I changed my mind' }, is_our_fault: false },
      { code: 'damaged', names: { en: 'It arrived damaged' }, is_our_fault: true },
    ],
    return_until: '2026-12-20',
    withdraw_until: '2026-12-04',
    ...part,
  };
}

/** Two red towels come back for two blue ones, which cost more. */
export function anExchangePreview(part: Partial<ExchangePreview> = {}): ExchangePreview {
  return {
    swaps: [
      {
        line: 1,
        sku: 'TOWEL-RED',
        name: 'Toalla',
        names: { en: 'Towel', es: 'Toalla' },
        quantity: 2,
        exchange_sku: 'TOWEL-BLUE',
        exchange_name: 'Towel, blue',
        options: {},
        free: 4,
        unit: eur(22_50),
        total: eur(45_00),
      },
    ],
    back: eur(40_00),
    out: eur(45_00),
    difference: eur(5_00),
    ...part,
  };
}
