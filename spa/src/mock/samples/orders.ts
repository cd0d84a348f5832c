import type {
  AwaitedPayment,
  BankLineRow,
  MoneyOut,
  Order,
  OrderRow,
  Overview,
  Refund,
  RefundByHand,
  Verb,
  WhyNot,
} from '../../api/model';
import { anAddress } from './buyers.ts';

export function eur(amount_minor: number): MoneyOut {
  return { amount_minor, currency: 'EUR' };
}

export function anOrderRow(part: Partial<OrderRow> = {}): OrderRow {
  return {
    id: 'order-1',
    number: 'K7QF-93MD',
    channel: 'web',
    status: 'confirmed',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    email: 'marta@example.com',
    name: 'Marta Gil',
    country: 'ES',
    units: 3,
    total: eur(64_90),
    placed_at: '2026-11-20T10:15:00Z',
    tags: [],
    assignee_id: null,
    is_held: false,
    is_noted: false,
    ...part,
  };
}

/** An order that is paid and waits to be shipped. */
export function anOrder(part: Partial<Order> = {}): Order {
  return {
    id: 'order-1',
    number: 'K7QF-93MD',
    channel: 'web',
    status: 'confirmed',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    refusal: null,
    email: 'marta@example.com',
    language: 'es',
    address: ['Marta Gil', 'Calle Mayor 1', '28001 Madrid', 'España'],
    delivery: anAddress(),
    country: 'ES',
    shipping_code: 'standard',
    shipping_method: {
      names: { es: 'Exprés', en: 'Express' },
      days_min: 1,
      days_max: 2,
      promised_by: '2026-11-24',
    },
    pickup: null,
    taken_from: [{ sku: 'TOWEL-RED', location: 'VLC', quantity: 2 }],
    codes: [],
    placed_at: '2026-11-20T10:15:00Z',
    delivered_at: null,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    shipping_discounts: [],
    totals: {
      items: eur(60_00),
      discount: eur(0),
      shipping: eur(4_90),
      tax_included: eur(11_26),
      total: eur(64_90),
    },
    tax: {
      treatment: 'domestic',
      place: 'ES',
      place_names: { es: 'España', en: 'Spain' },
      groups: [{ basis_points: 2100, base: eur(53_64), tax: eur(11_26) }],
      vat_id: '',
      vat_status: '',
    },
    lines: [
      {
        line: 1,
        sku: 'TOWEL-RED',
        name: 'Linen towel',
        names: { en: 'Linen towel', es: 'Linen towel' },
        options: { colour: 'Red' },
        picture_url: null,
        quantity: 3,
        unit: eur(20_00),
        total: eur(60_00),
        discount: eur(0),
        discounts: [],
        price_list: '',
        refundable_quantity: 3,
        refundable: eur(60_00),
        units: { allocated: 3, waiting: 0, in_parcels: 0, shipped: 0, cancelled: 0, due: null },
      },
    ],
    events: [
      anEvent('placed', '2026-11-20T10:15:00Z', 'buyer'),
      anEvent('confirmed', '2026-11-20T10:15:02Z', 'shop'),
      anEvent('paid', '2026-11-20T10:15:03Z', 'shop'),
    ],
    payments: [aPayment()],
    awaited_difference: null,
    gift_cards: [],
    refunds: [],
    money: { paid: eur(64_90), refunded: eur(0), on_its_way: eur(0), left: eur(64_90) },
    shipments: [],
    allocations: [{ line: 1, location: 'VLC', quantity: 3 }],
    mails: [],
    verbs: {
      ship: allowed(),
      deliver: not('not_shipped'),
      cancel: allowed(),
      refund: { ...allowed(), limit: eur(300_00) },
    },
    marks: {
      held_at: null,
      hold_reason: null,
      tags: [],
      assignee: null,
      archived_at: null,
      notes: [],
    },
    ...part,
  };
}

export function allowed(): Verb {
  return { allowed: true, why_not: null };
}

export function not(why_not: WhyNot): Verb {
  return { allowed: false, why_not };
}

export function aRefund(part: Partial<Refund> = {}): Refund {
  return {
    id: 'refund-1',
    payment_id: 'payment-1',
    status: 'succeeded',
    source: 'staff',
    amount: eur(20_00),
    reason: 'damaged',
    restock: false,
    to: 'payment',
    lines: [{ line: 1, quantity: 1, amount: eur(20_00) }],
    actor: 'ana@example.com',
    failure: null,
    by_hand: false,
    requested_at: '2026-11-21T09:00:00Z',
    settled_at: '2026-11-21T09:00:02Z',
    ...part,
  };
}

export function aPayment(part: Partial<Order['payments'][number]> = {}): Order['payments'][number] {
  return {
    id: 'attempt-1',
    method: 'test',
    gift_card: null,
    awaits: null,
    status: 'captured',
    reason: null,
    amount: eur(64_90),
    created_at: '2026-11-20T10:15:00Z',
    captured_at: '2026-11-20T10:15:03Z',
    capture_by: null,
    taken: null,
    ...part,
  };
}

function anEvent(kind: string, at: string, actor: string): Order['events'][number] {
  return { id: `event-${kind}`, kind, at, actor, facts: {}, trace: '' };
}

export function anOverview(part: Partial<Overview> = {}): Overview {
  return {
    orders_to_ship: 12,
    orders_waiting: 2,
    reviews_waiting: 3,
    dead_letters_open: 1,
    stock_sold_out: 4,
    stock_low: 9,
    transfers_late: 0,
    tax_records_broken: 0,
    ...part,
  };
}

export function anAwaitedPayment(part: Partial<AwaitedPayment> = {}): AwaitedPayment {
  return {
    number: 'K7QF-93MD',
    name: 'Marta Gil',
    email: 'marta@example.com',
    method: 'transfer',
    amount: eur(64_90),
    received: eur(30_00),
    opened_at: '2026-11-20T10:15:00Z',
    due_at: '2026-11-25T10:15:00Z',
    is_overdue: false,
    ...part,
  };
}

export function aRefundByHand(part: Partial<RefundByHand> = {}): RefundByHand {
  return {
    id: '01890000-0000-7000-8000-0000000000f1',
    number: 'K7QF-93MD',
    name: 'Marta Gil',
    email: 'marta@example.com',
    amount: eur(10_00),
    source: 'surplus',
    reason: 'other',
    failure: 'no_way_back',
    requested_at: '2026-11-21T09:00:00Z',
    ...part,
  };
}

export function aBankLine(part: Partial<BankLineRow> = {}): BankLineRow {
  return {
    id: '01890000-0000-7000-8000-0000000000b1',
    booked_on: '2026-11-20',
    amount: eur(64_90),
    payer: 'Ana Prieto',
    concept: 'towels',
    file_name: 'may.csv',
    added_at: '2026-11-21T09:00:00Z',
    ...part,
  };
}
