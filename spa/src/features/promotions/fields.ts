import { useWords } from '../../i18n';
import type { Errors, Field } from '../../ui/form/field.ts';
import { useConditionFields, useGoodsFields } from './cartFields';
import { partsOf } from './parts.ts';
import { useRewardFields } from './rewardFields';
import type { Level } from './types.ts';
import type { PromotionValues } from './values.ts';

const LEVELS: readonly Level[] = ['product', 'order', 'shipping'];

type Fields = readonly Field<PromotionValues>[];

/** `isNew`: its first code is asked for with it. */
export function usePromotionFields(isNew: boolean, hasCodes: boolean): Fields {
  const goods = useGoodsFields();
  const reward = useRewardFields();
  const conditions = useConditionFields();
  const limits = useLimitFields(isNew, hasCodes);
  return [...reward, ...goods, ...conditions, ...limits];
}

export const PANELS = {
  reward: [
    'names',
    'kind',
    'pieces',
    'bundle_by',
    'percent',
    'amounts',
    'tiers',
    'buy',
    'get',
    'variant_id',
    'methods',
    'gets_products',
    'gets_categories',
    'at_most',
  ],
  goods: ['products', 'categories', 'collections', 'tags', 'traits', 'except_reduced'],
  conditions: [
    'needs_code',
    'code',
    'minimum',
    'minimum_quantity',
    'is_first_order',
    'groups',
    'segments',
    'needs_proof',
    'countries',
    'weekdays',
    'from_time',
    'until_time',
  ],
  limits: ['starts_at', 'ends_at', 'max_uses', 'max_per_buyer', 'combines_with', 'priority'],
} as const satisfies Record<string, readonly (keyof PromotionValues)[]>;

/** What is wrong with values that each are right. */
export function usePromotionCheck(): (values: PromotionValues) => Errors {
  const { t } = useWords();
  return (values) => {
    const parts = partsOf(values);
    const { starts_at, ends_at, from_time, until_time, names } = values;
    return {
      ...(Object.values(names).some((name) => name.trim()) ? {} : { names: t('form.required') }),
      ...(parts.includes('amounts') && Object.keys(values.amounts).length === 0
        ? { amounts: t('form.required') }
        : {}),
      ...(parts.includes('tiers') &&
      values.tiers.some((tier) => tier.from_quantity === null || tier.percent === null)
        ? { tiers: t('form.required') }
        : {}),
      ...(parts.includes('pieces') && piecesIn(values) < 2
        ? { pieces: t('promotions.pieces_wrong') }
        : {}),
      ...(starts_at && ends_at && starts_at >= ends_at
        ? { ends_at: t('promotions.ends_wrong') }
        : {}),
      ...((from_time === '') === (until_time === '')
        ? {}
        : { until_time: t('promotions.hours_wrong') }),
    };
  };
}

function piecesIn({ pieces }: PromotionValues): number {
  return pieces.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
}

function useLimitFields(isNew: boolean, hasCodes: boolean): Fields {
  const { t, word } = useWords();
  return [
    {
      kind: 'switch',
      name: 'needs_code',
      label: t('promotions.needs_code'),
      hint: t('promotions.needs_code_hint'),
      isFixed: hasCodes,
    },
    {
      kind: 'text',
      name: 'code',
      label: t('promotions.code'),
      hint: t('promotions.code_hint'),
      most: 40,
      isCode: true,
      when: ({ needs_code }) => isNew && needs_code,
    },
    { kind: 'moment', name: 'starts_at', label: t('promotions.starts_at'), isHalf: true },
    { kind: 'moment', name: 'ends_at', label: t('promotions.ends_at'), isHalf: true },
    {
      kind: 'number',
      name: 'max_uses',
      label: t('promotions.max_uses'),
      hint: t('promotions.unlimited'),
      least: 1,
      isHalf: true,
    },
    {
      kind: 'number',
      name: 'max_per_buyer',
      label: t('promotions.max_per_buyer'),
      hint: t('promotions.unlimited'),
      least: 1,
      most: 1000,
      isHalf: true,
    },
    {
      kind: 'choices',
      name: 'combines_with',
      label: t('promotions.combines_with'),
      hint: t('promotions.combines_hint'),
      options: LEVELS.map((level) => [level, word('level', level)] as const),
    },
    {
      kind: 'number',
      name: 'priority',
      label: t('promotions.priority'),
      hint: t('promotions.priority_hint'),
      least: -1000,
      most: 1000,
    },
  ];
}
