import { useQuery } from '@tanstack/react-query';
import { getListCollectionsQueryOptions } from '../../../api/products';
import { useWords } from '../../../i18n';
import { allCategories } from '../../../ui/categories.ts';
import { useChoices } from '../../../ui/choices.ts';
import type { Field } from '../../../ui/form/field.ts';
import { useCan } from '../../../session.ts';
import { STATUSES } from '../productFields.ts';
import type { Values } from './asking.ts';

const BY_AMOUNT: ReadonlySet<string | null> = new Set(['raise_amount', 'lower_amount']);

function hasPrice({ price }: Values): boolean {
  return price !== null;
}

/** What can be changed of many products at once; prices by who may set them. */
export function useBulkFields(): Field<Values>[] {
  const { t, word, locale } = useWords();
  const { currencies, tax_classes } = useChoices();
  const { data: categories = [] } = useQuery(allCategories());
  const { data: collections } = useQuery(getListCollectionsQueryOptions());
  const byHand = (collections?.items ?? [])
    .filter(({ by_rule }) => !by_rule)
    .map(({ id, texts, slug }) => [id, texts[locale]?.name ?? slug] as const);
  const mayPrice = useCan()('prices.write');
  const none = t('bulk.unchanged');
  return [
    {
      kind: 'choice',
      name: 'price',
      label: t('bulk.price'),
      none,
      when: () => mayPrice,
      options: [
        ['raise', t('bulk.price_raise')],
        ['lower', t('bulk.price_lower')],
        ['raise_amount', t('bulk.price_raise_amount')],
        ['lower_amount', t('bulk.price_lower_amount')],
      ],
    },
    {
      kind: 'percent',
      name: 'percent',
      label: t('bulk.percent'),
      required: true,
      isHalf: true,
      when: ({ price }) => price === 'raise' || price === 'lower',
    },
    {
      kind: 'amount',
      name: 'amount',
      label: t('bulk.amount'),
      currency: ({ currency }) => currency ?? currencies[0] ?? 'EUR',
      required: true,
      isHalf: true,
      when: ({ price }) => BY_AMOUNT.has(price),
    },
    {
      kind: 'choice',
      name: 'currency',
      label: t('plan.currency'),
      none: t('plan.every_currency'),
      options: currencies.map((one) => [one, one] as const),
      isHalf: true,
      when: hasPrice,
    },
    {
      kind: 'choice',
      name: 'ending',
      label: t('bulk.ending'),
      options: [
        ['exact', t('bulk.ending_exact')],
        ['95', t('bulk.ending_95')],
        ['99', t('bulk.ending_99')],
        ['00', t('bulk.ending_00')],
      ],
      isHalf: true,
      when: hasPrice,
    },
    {
      kind: 'choice',
      name: 'compare_at',
      label: t('bulk.compare_at'),
      options: [
        ['keep', t('bulk.compare_keep')],
        ['previous', t('bulk.compare_previous')],
        ['none', t('bulk.compare_none')],
      ],
      isHalf: true,
      when: hasPrice,
    },
    {
      kind: 'choice',
      name: 'status',
      label: t('products.status'),
      none,
      options: STATUSES.filter((one) => one !== 'scheduled').map(
        (one) => [one, word('product', one)] as const,
      ),
    },
    {
      kind: 'choice',
      name: 'category_id',
      label: t('products.category'),
      none,
      options: categories.map(({ id, texts, slug }) => [id, texts[locale]?.name ?? slug] as const),
    },
    {
      kind: 'choice',
      name: 'tax_class',
      label: t('products.tax_class'),
      none,
      options: tax_classes.map(({ code, names }) => [code, names[locale] ?? code] as const),
    },
    { kind: 'list', name: 'tags_added', label: t('bulk.tags_added'), isHalf: true },
    { kind: 'list', name: 'tags_removed', label: t('bulk.tags_removed'), isHalf: true },
    {
      kind: 'choice',
      name: 'collection_added',
      label: t('bulk.collection_added'),
      none,
      options: byHand,
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'collection_removed',
      label: t('bulk.collection_removed'),
      none,
      options: byHand,
      isHalf: true,
    },
  ];
}
