import type { PickRow, Task } from '../../api/model';

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
