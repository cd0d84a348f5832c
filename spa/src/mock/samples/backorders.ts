import type { BackorderTermsOut, IncomingOut, Movement } from '../../api/model';

export function someTerms(part: Partial<BackorderTermsOut> = {}): BackorderTermsOut {
  return {
    kind: 'none',
    most: 0,
    until: null,
    day: null,
    days: null,
    owed: 0,
    version: 0,
    ...part,
  };
}

export function anIncoming(part: Partial<IncomingOut> = {}): IncomingOut {
  return {
    id: 'incoming-1',
    variant_id: 'variant-1',
    sku: 'TOWEL-RED',
    name: 'Linen towel',
    location: 'MAD',
    quantity: 40,
    expected_on: '2026-12-24',
    is_late: false,
    note: 'Supplier 4711',
    version: 1,
    actor: 'nuria@shop.example',
    stock_order: null,
    stock_order_kind: null,
    ...part,
  };
}

export function aMovement(part: Partial<Movement> = {}): Movement {
  return {
    id: 1,
    location: 'MAD',
    kind: 'receipt',
    quantity: 14,
    at: '2026-11-02T09:00:00Z',
    order_id: null,
    stock_order_id: null,
    import_id: null,
    actor: 'nuria@shop.example',
    note: 'Delivery 118',
    ...part,
  };
}
