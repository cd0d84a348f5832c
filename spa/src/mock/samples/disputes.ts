import type { DisputeRow } from '../../api/model';

export function aDispute(part: Partial<DisputeRow> = {}): DisputeRow {
  return {
    id: '01890000-0000-7000-8000-0000000000d1',
    order_number: 'K7QF-93MD',
    status: 'needs_response',
    reason: 'product_not_received',
    amount: { amount_minor: 4990, currency: 'EUR' },
    opened_at: '2026-11-20T09:00:00Z',
    due_at: '2026-11-27T09:00:00Z',
    closed_at: null,
    gateway: 'stripe',
    vendor_id: 'du_1',
    ...part,
  };
}
