import type { BackorderTermsOut, IncomingOut } from '../../api/model';

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
    ...part,
  };
}
