import type { FulfilmentPolicyOut, PickRow, Shipment, Task } from '../../api/model';

export function aTask(part: Partial<Task> = {}): Task {
  return {
    id: 'task-1',
    number: 'K7QF-93MD',
    name: 'Marta Gil',
    country: 'ES',
    shipping_code: 'standard',
    shipping_names: { en: 'Standard delivery', es: 'Envío estándar' },
    pickup_location: null,
    shipment_id: null,
    location: 'VLC',
    units: 3,
    lines: 1,
    since: '2026-11-20T10:15:00Z',
    status: 'ready',
    is_held: false,
    due: null,
    ...part,
  };
}

export function aPickRow(part: Partial<PickRow> = {}): PickRow {
  return {
    sku: 'TOWEL-RED',
    name: 'Linen towel',
    options: { colour: 'Red' },
    quantity: 2,
    parcels: [{ number: 'K7QF-93MD', shipment_id: 'parcel-1', quantity: 2 }],
    ...part,
  };
}

export function aParcel(part: Partial<Shipment> = {}): Shipment {
  return {
    id: 'parcel-1',
    location: 'VLC',
    status: 'packed',
    carrier: '',
    tracking: '',
    tracking_url: '',
    weight_g: 0,
    length_mm: 0,
    width_mm: 0,
    height_mm: 0,
    created_at: '2026-11-20T11:00:00Z',
    shipped_at: null,
    delivered_at: null,
    actor: 'ana@example.com',
    lines: [{ line: 1, quantity: 2 }],
    may_become: ['pending', 'shipped', 'cancelled'],
    ...part,
  };
}

export function aFulfilmentPolicy(part: Partial<FulfilmentPolicyOut> = {}): FulfilmentPolicyOut {
  return {
    rule: 'fewest_parcels',
    delivered_after_days: 14,
    reminded_after_days: 4,
    cancelled_after_days: 10,
    waits_whole: false,
    carriers: [{ name: 'Correos', link: '', reports: false }],
    known_carriers: ['Correos', 'SEUR'],
    version: 3,
    ...part,
  };
}
