import type {
  AuditRow,
  Campaign,
  ReportAnswer,
  ReportIndex,
  ReportMeanings,
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

export function aReport(part: Partial<ReportAnswer> = {}): ReportAnswer {
  const words = { unit: 'money', is_better: 'up' } as const;
  const series = {
    metrics: ['net_sales'],
    by: ['product'],
    rows: [
      { labels: ['Linen towel'], values: [120_000] },
      { labels: ['Oak board'], values: [64_000] },
    ],
    groups: 2,
  };
  return {
    code: 'sales_by_product',
    section: 'sales',
    titles: { en: 'Sales by product', es: 'Ventas por producto' },
    meaning: { en: 'The products that sell most.', es: 'Los productos que más venden.' },
    currency: 'EUR',
    previous_start: '2026-05-25',
    previous_end: '2026-08-23',
    figures: [{ metric: 'net_sales', value: 184_000, previous: 150_000, year_before: null }],
    charts: [{ code: 'top_products', kind: 'bars', series, previous: null }],
    table: series,
    filters: ['channel'],
    metrics: [
      {
        ...words,
        leads_to: 'orders',
        code: 'net_sales',
        titles: { en: 'Net sales', es: 'Ventas netas' },
        meaning: { en: 'Without taxes and shipping.', es: 'Sin impuestos ni envío.' },
      },
    ],
    dimensions: [
      {
        code: 'product',
        titles: { en: 'Product', es: 'Producto' },
        form: 'text',
        hierarchy: 'goods',
        level: 2,
        words: {},
      },
      {
        code: 'channel',
        titles: { en: 'Channel', es: 'Canal' },
        form: 'code',
        hierarchy: '',
        level: 0,
        words: {},
      },
    ],
    as_of: '2026-11-20T11:00:00Z',
    within: [],
    withheld: [],
    ...part,
  };
}

export function aReportIndex(): ReportIndex {
  return {
    hidden: 0,
    sections: [{ code: 'sales', titles: { en: 'Sales', es: 'Ventas' } }],
    reports: [
      {
        code: 'sales_by_product',
        section: 'sales',
        titles: { en: 'Sales by product', es: 'Ventas por producto' },
        meaning: { en: 'The products that sell most.', es: 'Los productos que más venden.' },
        days: 90,
      },
    ],
  };
}

export function someMeanings(): ReportMeanings {
  const { metrics, dimensions } = aReport();
  return {
    metrics: metrics.map((metric) => ({
      metric,
      formula: { en: 'Gross sales - Discounts - Returns', es: 'Ventas brutas - Descuentos' },
      columns: ['agg_daily_sales.items_minor'],
      owner: 'sales',
      dimensions: ['product', 'channel'],
      is_traceable: true,
    })),
    dimensions,
  };
}
