import type {
  BulkEdit,
  Import,
  PriceChange,
  Product,
  ProductEvent,
  ProductRow,
  ProductText,
  ProductVariant,
  Review,
  ScheduledPrice,
  StockDetail,
  StockRow,
} from '../../api/model';
import { eur } from './orders.ts';

export function aProductRow(part: Partial<ProductRow> = {}): ProductRow {
  return {
    id: 'product-1',
    slug: 'linen-towel',
    status: 'active',
    name: 'Linen towel',
    category: 'Kitchen',
    without_price: 0,
    variants: 1,
    picture_url: null,
    updated_at: '2026-11-18T09:00:00Z',
    ...part,
  };
}

export function aText(part: Partial<ProductText> = {}): ProductText {
  return { name: '', description: '', slug: '', seo_title: '', seo_description: '', ...part };
}

export function aVariant(part: Partial<ProductVariant> = {}): ProductVariant {
  return {
    id: 'variant-1',
    sku: 'TOWEL-RED',
    options: { colour: 'Red' },
    active: true,
    barcode: null,
    weight_g: 400,
    length_mm: null,
    width_mm: null,
    height_mm: null,
    cost_minor: null,
    hs_code: null,
    origin_country: null,
    measure_amount: null,
    measure_unit: null,
    measure_reference: null,
    media_id: null,
    attributes: {},
    own_amounts: {},
    prices: [{ price: eur(20_00), compare_at: null, is_converted: false }],
    on_hand: 14,
    held: 2,
    free: 12,
    availability: 'in_stock',
    backorder: { kind: 'none', most: 0, day: null, days: null },
    ...part,
  };
}

export function aProduct(part: Partial<Product> = {}): Product {
  return {
    id: 'product-1',
    slug: 'linen-towel',
    kind: 'goods',
    status: 'active',
    publish_at: null,
    version: 4,
    category: 'kitchen',
    texts: {
      es: aText({ name: 'Paño de lino', description: 'Lavado en frío.' }),
      en: aText({ name: 'Linen towel', description: 'Wash cold.' }),
    },
    category_id: 'category-1',
    tax_class: 'standard',
    type_id: null,
    attributes: {},
    tags: [],
    options: [{ key: 'colour', names: {}, values: [{ code: 'Red', names: {} }] }],
    variants: [aVariant()],
    pictures: [],
    addresses: {
      es: { slug: 'linen-towel', url: 'https://shop.example/es/p/linen-towel' },
      en: { slug: 'linen-towel', url: 'https://shop.example/en/p/linen-towel' },
    },
    storefront_url: 'https://shop.example/products/linen-towel',
    ...part,
  };
}

export function aPriceChange(part: Partial<PriceChange> = {}): PriceChange {
  return {
    currency: 'EUR',
    price: eur(18_00),
    compare_at: null,
    at: '2026-10-01T09:00:00Z',
    actor: 'nuria@shop.example',
    ...part,
  };
}

export function aBulkEdit(part: Partial<BulkEdit> = {}): BulkEdit {
  return {
    id: 'edit-1',
    status: 'done',
    items: 2,
    done: 2,
    changed: 2,
    refused: 0,
    undone: 0,
    kept: 0,
    created_at: '2026-11-18T09:00:00Z',
    created_by: 'nuria@shop.example',
    undone_by: null,
    ended_at: '2026-11-18T09:00:05Z',
    ...part,
  };
}

export function aScheduledPrice(part: Partial<ScheduledPrice> = {}): ScheduledPrice {
  return {
    schedule_id: 'schedule-1',
    variant_id: 'variant-1',
    price: eur(16_00),
    starts_at: '2026-12-26T00:00:00Z',
    ends_at: '2027-01-07T00:00:00Z',
    state: 'planned',
    lowest_30_days: null,
    percent: null,
    actor: 'nuria@shop.example',
    ...part,
  };
}

export function aStockRow(part: Partial<StockRow> = {}): StockRow {
  return {
    variant_id: 'variant-1',
    product_id: 'product-1',
    sku: 'TOWEL-RED',
    name: 'Linen towel',
    options: { colour: 'Red' },
    on_hand: 14,
    held: 2,
    free: 12,
    low_at: 5,
    low_at_version: 2,
    availability: 'in_stock',
    backordered: 0,
    incoming: 0,
    backorders: 'none',
    ...part,
  };
}

export function aStockDetail(part: Partial<StockDetail> = {}): StockDetail {
  return { ...aStockRow(), at: [{ location: 'MAD', on_hand: 14 }], ...part };
}

export function anImport(part: Partial<Import> = {}): Import {
  return {
    id: 'import-1',
    kind: 'stock',
    file_name: 'november.csv',
    status: 'done',
    rows_total: 1_000,
    rows_done: 995,
    rows_failed: 5,
    dry_run: false,
    things_new: 0,
    things_changed: 0,
    things_same: 0,
    is_undoing: false,
    error: null,
    error_code: null,
    created_at: '2026-11-19T09:00:00Z',
    created_by: 'nuria@shop.example',
    ended_at: '2026-11-19T09:00:20Z',
    ...part,
  };
}

export function aReview(part: Partial<Review> = {}): Review {
  return {
    id: 'review-1',
    product_slug: 'linen-towel',
    product_name: 'Linen towel',
    picture_url: null,
    order_number: 'K7QF-93MD',
    rating: 4,
    title: 'Dries quickly',
    text: 'Softer with each wash.',
    name: 'Marta',
    language: 'en',
    status: 'waiting',
    reason: null,
    reply: null,
    replied_at: null,
    version: 1,
    written_at: '2026-11-21T09:00:00Z',
    decided_at: null,
    decided_by: null,
    ...part,
  };
}

export function aProductEvent(part: Partial<ProductEvent> = {}): ProductEvent {
  return {
    seq: 7,
    at: '2026-11-18T09:00:00Z',
    actor: 'nuria@shop.example',
    action: 'product_edited',
    changes: [{ sku: '', field: 'texts.en.name', before: 'Towel', after: 'Linen towel' }],
    created: [],
    archived: [],
    deleted: [],
    more: 0,
    ...part,
  };
}
