import type { DocumentRow, OrderDocument, PrintOut } from '../../api/model';

export function aDocumentRow(part: Partial<DocumentRow> = {}): DocumentRow {
  return {
    id: '01890000-0000-7000-8000-0000000000d1',
    code: 'S2026-000042',
    kind: 'simplified',
    order_number: 'K7QF-93MD',
    issued_at: '2026-11-20T09:00:00Z',
    issued_on: '2026-11-20',
    buyer: 'Lola Marín',
    buyer_tax_id: '',
    country: 'ES',
    base: { amount_minor: 4000, currency: 'EUR' },
    tax: { amount_minor: 840, currency: 'EUR' },
    total: { amount_minor: 4840, currency: 'EUR' },
    ...part,
  };
}

export function anOrderDocument(part: Partial<OrderDocument> = {}): OrderDocument {
  return {
    id: '01890000-0000-7000-8000-0000000000d1',
    code: 'S2026-000042',
    kind: 'simplified',
    issued_at: '2026-11-20T09:00:00Z',
    total: { amount_minor: 4840, currency: 'EUR' },
    corrects: '',
    replaced: false,
    print_status: 'ready',
    ...part,
  };
}

export function aPrint(part: Partial<PrintOut> = {}): PrintOut {
  return {
    id: '01890000-0000-7000-8000-0000000000e1',
    kind: 'packing_slip',
    status: 'ready',
    error: '',
    size: 40_000,
    ...part,
  };
}
