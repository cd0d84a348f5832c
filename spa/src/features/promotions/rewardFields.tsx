import { useQuery } from '@tanstack/react-query';
import { getListShippingMethodsQueryOptions } from '../../api/settings';
import { useWords } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { ProductsInput } from '../../ui/form/ProductsInput';
import { nameIn } from '../../ui/productTypes.ts';
import { MOST_PRODUCTS, useCategoryOptions } from './goods.ts';
import { AmountsInput, GiftInput, TiersInput } from './inputs';
import { PiecesInput } from './PiecesInput';
import { KINDS, partsOf } from './parts.ts';
import type { PromotionValues } from './values.ts';

/** Asked where this kind of reward speaks of it. */
const when = (part: ReturnType<typeof partsOf>[number]) => (values: PromotionValues) =>
  partsOf(values).includes(part);

/** What the buyer gets. */
export function useRewardFields(): readonly Field<PromotionValues>[] {
  const { t, word, locale } = useWords();
  const categories = useCategoryOptions();
  const { data } = useQuery(getListShippingMethodsQueryOptions());
  const methods = (data?.items ?? []).map(
    ({ code, names }) => [code, nameIn(names, locale) || code] as const,
  );
  return [
    {
      kind: 'texts',
      name: 'names',
      label: t('promotions.name'),
      hint: t('promotions.name_hint'),
      most: 120,
    },
    {
      kind: 'choice',
      name: 'kind',
      label: t('promotions.kind'),
      options: KINDS.map((kind) => [kind, word('reward', kind)] as const),
      required: true,
    },
    {
      kind: 'own',
      name: 'pieces',
      path: 'rule.reward.parts',
      label: t('promotions.pieces'),
      when: when('pieces'),
      draw: (form, error) => (
        <PiecesInput
          form={form}
          error={error}
          value={form.values.pieces}
          change={(pieces) => form.set({ pieces })}
        />
      ),
    },
    {
      kind: 'choice',
      name: 'bundle_by',
      label: t('promotions.bundle_by'),
      options: [
        ['price', t('promotions.by_price')],
        ['percent', t('promotions.by_percent')],
      ],
      required: true,
      when: when('pieces'),
    },
    {
      kind: 'number',
      name: 'percent',
      path: 'rule.reward.percent',
      label: t('promotions.percent'),
      least: 1,
      most: 100,
      unit: '%',
      required: true,
      isHalf: true,
      when: when('percent'),
    },
    {
      kind: 'own',
      name: 'amounts',
      path: 'rule.reward.amounts',
      label: t('promotions.amount'),
      when: when('amounts'),
      draw: (form, error) => (
        <AmountsInput
          form={form}
          name="amounts"
          label={t('promotions.amount')}
          error={error}
          value={form.values.amounts}
          change={(amounts) => form.set({ amounts })}
        />
      ),
    },
    {
      kind: 'own',
      name: 'tiers',
      path: 'rule.reward.tiers',
      label: t('promotions.tiers'),
      when: when('tiers'),
      draw: (form, error) => (
        <TiersInput
          form={form}
          name="tiers"
          label={t('promotions.tiers')}
          error={error}
          value={form.values.tiers}
          change={(tiers) => form.set({ tiers })}
        />
      ),
    },
    {
      kind: 'number',
      name: 'buy',
      path: 'rule.reward.buy',
      label: t('promotions.buy'),
      least: 1,
      most: 100,
      required: true,
      isHalf: true,
      when: when('buy'),
    },
    {
      kind: 'number',
      name: 'get',
      path: 'rule.reward.get',
      label: t('promotions.get'),
      least: 1,
      most: 100,
      required: true,
      isHalf: true,
      when: when('get'),
    },
    {
      kind: 'own',
      name: 'variant_id',
      path: 'rule.reward.variant_id',
      label: t('promotions.gift'),
      required: true,
      when: when('variant_id'),
      draw: (form, error) => (
        <GiftInput
          form={form}
          name="variant_id"
          label={t('promotions.gift')}
          error={error}
          value={form.values.variant_id}
          change={(variant_id) => form.set({ variant_id })}
        />
      ),
    },
    {
      kind: 'choices',
      name: 'methods',
      path: 'rule.reward.methods',
      label: t('promotions.methods'),
      hint: t('promotions.methods_hint'),
      options: methods,
      when: when('methods'),
    },
    {
      kind: 'own',
      name: 'gets_products',
      path: 'rule.reward.gets',
      label: t('promotions.gets_products'),
      when: when('gets'),
      draw: (form, error) => (
        <ProductsInput
          label={t('promotions.gets_products')}
          most={MOST_PRODUCTS}
          error={error}
          value={form.values.gets_products}
          change={(gets_products) => form.set({ gets_products })}
        />
      ),
    },
    {
      kind: 'choices',
      name: 'gets_categories',
      label: t('promotions.gets_categories'),
      hint: t('promotions.goods_hint'),
      options: categories,
      when: when('gets'),
    },
    {
      kind: 'number',
      name: 'at_most',
      path: 'rule.reward.at_most',
      label: t('promotions.at_most'),
      hint: t('promotions.unlimited'),
      least: 1,
      when: when('at_most'),
    },
  ];
}
