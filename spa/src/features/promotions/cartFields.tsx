import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  getListCustomerGroupsQueryOptions,
  getListSegmentsQueryOptions,
} from '../../api/customers';
import { useWords } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { ProductsInput } from '../../ui/form/ProductsInput';
import {
  MOST_PRODUCTS,
  traitOf,
  traitText,
  useCategoryOptions,
  useCollectionOptions,
  useTraitChoices,
} from './goods.ts';
import { AmountsInput, TimeInput } from './inputs';
import { weekdayName } from './sentence.ts';
import type { PromotionValues } from './values.ts';

type Fields = readonly Field<PromotionValues>[];

/** On which products. */
export function useGoodsFields(): Fields {
  const { t } = useWords();
  const categories = useCategoryOptions();
  const collections = useCollectionOptions();
  const traits = useTraitChoices();
  return [
    {
      kind: 'own',
      name: 'products',
      path: 'rule.goods',
      label: t('promotions.products'),
      draw: (form, error) => (
        <ProductsInput
          label={t('promotions.products')}
          most={MOST_PRODUCTS}
          error={error}
          value={form.values.products}
          change={(products) => form.set({ products })}
        />
      ),
    },
    {
      kind: 'choices',
      name: 'categories',
      label: t('promotions.categories'),
      hint: t('promotions.goods_hint'),
      options: categories,
    },
    {
      kind: 'choices',
      name: 'collections',
      path: 'rule.goods.collections',
      label: t('promotions.collections'),
      options: collections,
    },
    {
      kind: 'own',
      name: 'tags',
      path: 'rule.goods.tags',
      label: t('promotions.tags'),
      draw: (form, error) => (
        <TagsInput
          label={t('promotions.tags')}
          description={t('promotions.tags_hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={error}
          value={[...form.values.tags]}
          onChange={(tags) => form.set({ tags })}
        />
      ),
    },
    {
      kind: 'own',
      name: 'traits',
      path: 'rule.goods.traits',
      label: t('promotions.traits'),
      inWords: ({ traits: of }) => of.map(traitText).join(', '),
      draw: (form, error) => (
        <TagsInput
          label={t('promotions.traits')}
          description={t('promotions.traits_hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={error}
          data={[...traits]}
          value={form.values.traits.map(traitText)}
          onChange={(texts) =>
            form.set({ traits: texts.map(traitOf).filter((one) => one !== null) })
          }
        />
      ),
    },
    { kind: 'switch', name: 'except_reduced', label: t('promotions.except_reduced') },
  ];
}

/** For which carts. */
export function useConditionFields(): Fields {
  const { t, locale } = useWords();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const segments = useQuery(getListSegmentsQueryOptions());
  return [
    {
      kind: 'own',
      name: 'minimum',
      path: 'rule.conditions.minimum',
      label: t('promotions.minimum'),
      draw: (form, error) => (
        <AmountsInput
          form={form}
          name="minimum"
          label={t('promotions.minimum')}
          hint={t('promotions.minimum_hint')}
          error={error}
          value={form.values.minimum}
          change={(minimum) => form.set({ minimum })}
        />
      ),
    },
    {
      kind: 'number',
      name: 'minimum_quantity',
      path: 'rule.conditions.minimum_quantity',
      label: t('promotions.minimum_quantity'),
      least: 1,
      isHalf: true,
    },
    { kind: 'switch', name: 'is_first_order', label: t('promotions.first_order') },
    {
      kind: 'choices',
      name: 'groups',
      path: 'rule.conditions.groups',
      label: t('promotions.groups'),
      hint: t('promotions.groups_hint'),
      options: (groups.data?.items ?? []).map(({ id, name }) => [id, name] as const),
    },
    {
      kind: 'choices',
      name: 'segments',
      path: 'rule.conditions.segments',
      label: t('promotions.segments'),
      hint: t('promotions.segments_hint'),
      options: (segments.data?.items ?? []).map(({ id, name }) => [id, name] as const),
    },
    {
      kind: 'switch',
      name: 'needs_proof',
      path: 'rule.conditions.needs_proof',
      label: t('promotions.needs_proof'),
      hint: t('promotions.needs_proof_hint'),
    },
    {
      kind: 'countries',
      name: 'countries',
      path: 'rule.conditions.countries',
      label: t('promotions.countries'),
      hint: t('promotions.countries_hint'),
    },
    {
      kind: 'choices',
      name: 'weekdays',
      path: 'rule.conditions.weekdays',
      label: t('promotions.weekdays'),
      hint: t('promotions.weekdays_hint'),
      options: [0, 1, 2, 3, 4, 5, 6].map((day) => [String(day), weekdayName(day, locale)] as const),
    },
    ...(
      [
        ['from_time', 'rule.conditions.from_minute', t('promotions.from_time')],
        ['until_time', 'rule.conditions.until_minute', t('promotions.until_time')],
      ] as const
    ).map(([name, path, label]): Field<PromotionValues> => ({
      kind: 'own',
      name,
      path,
      label,
      isHalf: true,
      draw: (form, error) => (
        <TimeInput
          form={form}
          name={name}
          label={label}
          error={error}
          value={form.values[name]}
          change={(time) => form.set({ [name]: time })}
        />
      ),
    })),
  ];
}
