import type { StockLocation } from '../../api/model';

export function aLocation(part: Partial<StockLocation> = {}): StockLocation {
  return {
    code: 'MAD',
    name: 'Madrid',
    country: 'ES',
    sellable: true,
    position: 1,
    kind: 'warehouse',
    line1: '',
    line2: '',
    postal_code: '',
    city: '',
    region: '',
    phone: '',
    hours: [],
    special_days: [],
    can_pick_up: false,
    preparation_hours: 24,
    words: {},
    cut_off: null,
    working_days: [0, 1, 2, 3, 4],
    first_for: [],
    version: 1,
    closed_at: null,
    can_undo: false,
    ...part,
  };
}
