import type { StockOrderLine, Transfer, TransferRow } from '../../api/model';

export function aTransferRow(part: Partial<TransferRow> = {}): TransferRow {
  return {
    id: 'transfer-1',
    number: 'TR-K7QF-93MD',
    status: 'draft',
    origin: 'MAD',
    destination: 'BCN',
    expected_on: null,
    is_late: false,
    note: '',
    version: 2,
    created_at: '2026-11-02T09:00:00Z',
    created_by: 'nuria@shop.example',
    sent_at: null,
    ended_at: null,
    lines_count: 1,
    units: 6,
    received: 0,
    lost: 0,
    called_off: 0,
    left: 6,
    ...part,
  };
}

export function aStockOrderLine(part: Partial<StockOrderLine> = {}): StockOrderLine {
  return {
    variant_id: 'variant-1',
    sku: 'TOWEL-RED',
    barcode: '4006381333931',
    name: 'Linen towel',
    options: { colour: 'Red' },
    quantity: 6,
    received: 0,
    lost: 0,
    called_off: 0,
    left: 6,
    at_origin: 14,
    cost_minor: null,
    ...part,
  };
}

export function aTransfer(part: Partial<Transfer> = {}): Transfer {
  return { ...aTransferRow(), lines: [aStockOrderLine()], receipts: [], ...part };
}
