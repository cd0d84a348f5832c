import { partsOf } from './parts.ts';
import type {
  Goods,
  Level,
  PromotionAsked,
  PromotionRecord,
  Rule,
  RewardKind,
  Trait,
} from './types.ts';

export type Amounts = Readonly<Record<string, number>>;

export interface Tier {
  from_quantity: number | null;
  percent: number | null;
}

/** Of a bundle: so many of a product. */
export interface Piece {
  product_id: string;
  quantity: number | null;
}

/** A promotion as the form holds it: flat, with every field of every kind of reward. */
export interface PromotionValues {
  names: Readonly<Record<string, string>>;
  kind: RewardKind;
  percent: number | null;
  amounts: Amounts;
  tiers: readonly Tier[];
  buy: number | null;
  get: number | null;
  gets_products: readonly string[];
  gets_categories: readonly string[];
  at_most: number | null;
  variant_id: string | null;
  methods: readonly string[];
  pieces: readonly Piece[];
  bundle_by: 'price' | 'percent';
  products: readonly string[];
  categories: readonly string[];
  collections: readonly string[];
  tags: readonly string[];
  traits: readonly Trait[];
  except_reduced: boolean;
  minimum: Amounts;
  minimum_quantity: number | null;
  is_first_order: boolean;
  groups: readonly string[];
  segments: readonly string[];
  needs_proof: boolean;
  countries: readonly string[];
  weekdays: readonly string[];
  from_time: string;
  until_time: string;
  needs_code: boolean;
  code: string;
  combines_with: readonly Level[];
  priority: number | null;
  starts_at: string | null;
  ends_at: string | null;
  max_uses: number | null;
  max_per_buyer: number | null;
}

export const EMPTY: PromotionValues = {
  names: {},
  kind: 'order_percent',
  percent: 10,
  amounts: {},
  tiers: [{ from_quantity: 5, percent: 10 }],
  buy: 2,
  get: 1,
  gets_products: [],
  gets_categories: [],
  at_most: null,
  variant_id: null,
  methods: [],
  pieces: [],
  bundle_by: 'price',
  products: [],
  categories: [],
  collections: [],
  tags: [],
  traits: [],
  except_reduced: false,
  minimum: {},
  minimum_quantity: null,
  is_first_order: false,
  groups: [],
  segments: [],
  needs_proof: false,
  countries: [],
  weekdays: [],
  from_time: '',
  until_time: '',
  needs_code: false,
  code: '',
  combines_with: ['product', 'order', 'shipping'],
  priority: 0,
  starts_at: null,
  ends_at: null,
  max_uses: null,
  max_per_buyer: null,
};

export function valuesOf(promotion: PromotionRecord): PromotionValues {
  const { reward, goods = {}, conditions = {} } = promotion.rule;
  const { gets = {} } = reward;
  return {
    names: promotion.names,
    kind: reward.kind,
    percent: reward.percent ?? null,
    amounts: reward.amounts ?? {},
    tiers: reward.tiers ?? [],
    buy: reward.buy ?? null,
    get: reward.get ?? null,
    gets_products: gets.products ?? [],
    gets_categories: gets.categories ?? [],
    at_most: reward.at_most ?? null,
    variant_id: reward.variant_id ?? null,
    methods: reward.methods ?? [],
    pieces: (reward.parts ?? []).map(({ product_id, quantity = 1 }) => ({ product_id, quantity })),
    bundle_by: reward.kind === 'bundle' && reward.percent ? 'percent' : 'price',
    products: goods.products ?? [],
    categories: goods.categories ?? [],
    collections: goods.collections ?? [],
    tags: goods.tags ?? [],
    traits: goods.traits ?? [],
    except_reduced: goods.except_reduced ?? false,
    minimum: conditions.minimum ?? {},
    minimum_quantity: conditions.minimum_quantity || null,
    is_first_order: conditions.is_first_order ?? false,
    groups: conditions.groups ?? [],
    segments: conditions.segments ?? [],
    needs_proof: conditions.needs_proof ?? false,
    countries: conditions.countries ?? [],
    weekdays: (conditions.weekdays ?? []).map(String),
    from_time: timeOf(conditions.from_minute),
    until_time: timeOf(conditions.until_minute),
    needs_code: promotion.needs_code,
    code: promotion.code ?? '',
    combines_with: promotion.combines_with,
    priority: promotion.priority,
    starts_at: promotion.starts_at,
    ends_at: promotion.ends_at,
    max_uses: promotion.max_uses,
    max_per_buyer: promotion.max_per_buyer,
  };
}

function goodsOf(values: PromotionValues): Goods {
  const { products, categories, collections, tags, traits, except_reduced } = values;
  return {
    products: [...products],
    categories: [...categories],
    collections: [...collections],
    tags: [...tags],
    traits: [...traits],
    except_reduced,
  };
}

/** Only what this kind of reward speaks of: what was typed for another kind is left out. */
export function ruleOf(values: PromotionValues): Rule {
  const { kind } = values;
  const has = partsOf(values);
  return {
    reward: {
      kind,
      ...(has.includes('percent') ? { percent: values.percent } : {}),
      ...(has.includes('amounts') ? { amounts: { ...values.amounts } } : {}),
      ...(has.includes('tiers')
        ? {
            tiers: values.tiers.map(({ from_quantity, percent }) => ({
              from_quantity: from_quantity ?? 0,
              percent: percent ?? 0,
            })),
          }
        : {}),
      ...(has.includes('buy') ? { buy: values.buy } : {}),
      ...(has.includes('get') ? { get: values.get } : {}),
      ...(has.includes('gets')
        ? {
            gets: {
              products: [...values.gets_products],
              categories: [...values.gets_categories],
            },
          }
        : {}),
      ...(has.includes('at_most') ? { at_most: values.at_most } : {}),
      ...(has.includes('pieces')
        ? {
            parts: values.pieces.map(({ product_id, quantity }) => ({
              product_id,
              quantity: quantity ?? 0,
            })),
          }
        : {}),
      ...(has.includes('variant_id') ? { variant_id: values.variant_id } : {}),
      ...(has.includes('methods') ? { methods: [...values.methods] } : {}),
    },
    goods: kind === 'bundle' ? {} : goodsOf(values),
    conditions: {
      minimum: { ...values.minimum },
      minimum_quantity: values.minimum_quantity ?? 0,
      is_first_order: values.is_first_order,
      groups: [...values.groups],
      segments: [...values.segments],
      needs_proof: values.needs_proof,
      countries: [...values.countries],
      weekdays: values.weekdays.map(Number).toSorted((one, other) => one - other),
      from_minute: minuteOf(values.from_time),
      until_minute: minuteOf(values.until_time),
    },
  };
}

export function askedOf(values: PromotionValues) {
  const { needs_code, starts_at, ends_at, max_uses, max_per_buyer } = values;
  return {
    names: values.names,
    rule: ruleOf(values),
    needs_code,
    combines_with: [...values.combines_with],
    priority: values.priority ?? 0,
    starts_at,
    ends_at,
    max_uses,
    max_per_buyer,
  } satisfies Partial<PromotionAsked>;
}

const two = (value: number) => String(value).padStart(2, '0');

/** 1110 → "18:30". */
export function timeOf(minute: number | null | undefined): string {
  if (minute === null || minute === undefined) return '';
  return minute === 1440 ? '23:59' : `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

export function minuteOf(time: string): number | null {
  const [hours, minutes] = time.split(':');
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : null;
}
