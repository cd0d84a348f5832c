import type { ListedPriceOut, PriceListOut } from '../../api/model';

export function aPriceList(part: Partial<PriceListOut> = {}): PriceListOut {
  return {
    id: '01890000-0000-7000-8000-0000000000e1',
    name: 'Trade 2026',
    group_id: null,
    is_active: true,
    version: 2,
    created_at: '2026-05-04T10:00:00Z',
    prices: 1,
    ...part,
  };
}

export function aListedPrice(part: Partial<ListedPriceOut> = {}): ListedPriceOut {
  return {
    sku: 'TOWEL-RED',
    name: 'Linen towel',
    options: { colour: 'Red' },
    from_quantity: 10,
    price: { amount_minor: 15_00, currency: 'EUR' },
    usual: { amount_minor: 20_00, currency: 'EUR' },
    ...part,
  };
}
