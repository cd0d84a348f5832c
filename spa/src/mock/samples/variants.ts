import type { VariantChoice } from '../../api/model';

export function aVariantChoice(part: Partial<VariantChoice> = {}): VariantChoice {
  return {
    variant_id: 'variant-1',
    product_id: 'product-1',
    sku: 'TOWEL-RED',
    name: 'Linen towel',
    options: { colour: 'Red' },
    free: 12,
    price: { amount_minor: 20_00, currency: 'EUR' },
    ...part,
  };
}
