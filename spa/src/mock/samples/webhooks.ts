import type { Webhook, WebhookDelivery } from '../../api/model';

export function aWebhook(part: Partial<Webhook> = {}): Webhook {
  return {
    id: '01890000-0000-7000-8000-0000000000b1',
    url: 'https://erp.example/in',
    events: ['order.confirmed', 'stock.changed'],
    is_on: true,
    old_until: null,
    first_failed_at: null,
    paused_at: null,
    version: 1,
    created_by: 'nuria@shop.example',
    created_at: '2026-11-20T09:00:00Z',
    ...part,
  };
}

export function aDelivery(part: Partial<WebhookDelivery> = {}): WebhookDelivery {
  return {
    event_id: '01890000-0000-7000-8000-0000000000c1',
    type: 'order.confirmed',
    sequence: 7,
    at: '2026-11-20T09:00:00Z',
    status: 'failed',
    tries: 10,
    due_at: '2026-11-23T12:00:00Z',
    tried_at: '2026-11-23T12:00:00Z',
    answer: 500,
    excerpt: 'out of order',
    took_ms: 120,
    payload: '{"type":"order.confirmed"}',
    ...part,
  };
}
