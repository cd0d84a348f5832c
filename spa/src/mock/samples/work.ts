import type {
  AuditRow,
  Campaign,
  Chart,
  DeadLetter,
  EtlRun,
  RefusedRow,
  ReportChoice,
} from '../../api/model';

export function aCampaign(part: Partial<Campaign> = {}): Campaign {
  return {
    id: 'campaign-1',
    name: 'Winter sale',
    language: null,
    country: null,
    group_id: null,
    segment_id: null,
    texts: {
      es: { subject: 'Rebajas de invierno', body: 'Todo fuera.' },
      en: { subject: 'Winter sale', body: 'Everything must go.' },
    },
    status: 'draft',
    version: 2,
    created_at: '2026-11-10T09:00:00Z',
    created_by: 'nuria@shop.example',
    send_at: null,
    started_at: null,
    ended_at: null,
    total: 0,
    progress: {},
    ...part,
  };
}

export function aDeadLetter(part: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: 'letter-1',
    queue: 'orders',
    type: 'confirm_order',
    subject: 'order:K7QF-93MD',
    at: '2026-11-20T10:20:00Z',
    status: 'open',
    settled_at: null,
    settled_by: null,
    reason: null,
    message_id: 'message-1',
    payload: '{"id": "message-1", "type": "confirm_order", "version": 1, "body": {}}',
    failures: [{ at: '2026-11-20T10:19:00Z', attempt: 5, error: 'TimeoutError' }],
    ...part,
  };
}

export function anAuditRow(part: Partial<AuditRow> = {}): AuditRow {
  return {
    seq: 41,
    at: '2026-11-20T11:00:00Z',
    actor: 'nuria@shop.example',
    action: 'order_shipped',
    subject: 'order:K7QF-93MD',
    facts: { carrier: 'Correos' },
    ...part,
  };
}

export function anEtlRun(part: Partial<EtlRun> = {}): EtlRun {
  return {
    id: 7,
    mode: 'incremental',
    state: 'done',
    reason: '',
    started_at: '2026-11-20T11:00:00Z',
    ended_at: '2026-11-20T11:00:04Z',
    as_of: '2026-11-20T11:00:00Z',
    rows_read: 1_204,
    dropped: {},
    differences: {},
    ...part,
  };
}

export function aRejectedRow(part: Partial<RefusedRow> = {}): RefusedRow {
  return {
    row: 12,
    code: 'unknown_sku',
    message: 'no such SKU',
    is_error: true,
    values: { sku: 'NOPE' },
    ...part,
  };
}

export function aReportChoice(part: Partial<ReportChoice> = {}): ReportChoice {
  return {
    currency: 'EUR',
    channel: 'web',
    first_day: '2026-01-01',
    last_day: '2026-11-20',
    orders: 321,
    ...part,
  };
}

export function aChart(part: Partial<Chart> = {}): Chart {
  return {
    code: 'sales_by_product',
    kind: 'table',
    by: 'product',
    unit: 'money',
    currency: 'EUR',
    titles: { en: 'Net sales: product', es: 'Ventas netas: producto' },
    meaning: { en: 'Without tax and shipping.', es: 'Sin IVA ni envío.' },
    points: [
      { label: 'Linen towel', value: 120_000 },
      { label: 'Oak board', value: 64_000 },
    ],
    total: 184_000,
    previous_total: 150_000,
    as_of: '2026-11-20T11:00:00Z',
    ...part,
  };
}
