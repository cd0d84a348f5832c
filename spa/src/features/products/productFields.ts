import { useQuery } from '@tanstack/react-query';
import type { ProductStatus } from '../../api/model';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import { useChoices } from '../../ui/choices.ts';
import type { Errors, Field } from '../../ui/form/field.ts';
import { attributesOf, type ProductValues } from './productValues.ts';

export const STATUSES: readonly ProductStatus[] = ['active', 'draft', 'unlisted', 'archived'];

export function useProductFields(): Field<ProductValues>[] {
  const { t, word, locale } = useWords();
  const { tax_classes } = useChoices();
  const categories = useQuery(allCategories());
  return [
    {
      kind: 'texts',
      name: 'name',
      path: 'texts.*.name',
      label: t('products.name'),
      required: true,
    },
    {
      kind: 'texts',
      name: 'description',
      path: 'texts.*.description',
      label: t('products.description'),
      lines: 4,
      most: 20_000,
    },
    {
      kind: 'choice',
      name: 'status',
      label: t('products.status'),
      hint: t('products.status_hint'),
      options: STATUSES.map((one) => [one, word('product', one)] as const),
    },
    {
      kind: 'choice',
      name: 'category_id',
      label: t('products.category'),
      none: t('products.no_category'),
      options: categoryOptions(categories.data ?? [], locale),
    },
    {
      kind: 'choice',
      name: 'tax_class',
      label: t('products.tax_class'),
      options: tax_classes.map(({ code, names }) => [code, names[locale] ?? code] as const),
    },
    {
      kind: 'list',
      name: 'attributes',
      label: t('products.attributes'),
      hint: t('products.attributes_hint'),
    },
    {
      kind: 'text',
      name: 'handle',
      path: 'slug',
      label: t('products.address'),
      hint: t('products.address_hint'),
      most: 120,
      isCode: true,
    },
    {
      kind: 'texts',
      name: 'slug',
      path: 'texts.*.slug',
      label: t('products.address'),
      hint: t('products.own_address_hint'),
      most: 120,
    },
    {
      kind: 'texts',
      name: 'seo_title',
      path: 'texts.*.seo_title',
      label: t('products.seo_title'),
      most: 200,
    },
    {
      kind: 'texts',
      name: 'seo_description',
      path: 'texts.*.seo_description',
      label: t('products.seo_description'),
      lines: 2,
      most: 500,
    },
  ];
}

export function useProductCheck(): (values: ProductValues) => Errors {
  const { t } = useWords();
  return (values) =>
    attributesOf(values.attributes) === null ? { attributes: t('products.attributes_wrong') } : {};
}
