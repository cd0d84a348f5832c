import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProductStatus, ProductType } from '../../api/model';
import { createElement } from 'react';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import { useChoices } from '../../ui/choices.ts';
import type { Errors, Field } from '../../ui/form/field.ts';
import { allProductTypes, typeName } from '../../ui/productTypes.ts';
import { attributesOf, type ProductValues } from './productValues.ts';
import { TypedFields } from './TypedFields';
import { TypeField } from './TypeField';

export const STATUSES: readonly ProductStatus[] = [
  'active',
  'draft',
  'scheduled',
  'unlisted',
  'archived',
];

/** What of the values the type has. */
function ofType(
  types: readonly ProductType[],
  typeId: string | null,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const keys = types.find(({ id }) => id === typeId)?.attributes.map(({ key }) => key) ?? [];
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

export function useProductFields(): Field<ProductValues>[] {
  const { t, word, locale } = useWords();
  const { tax_classes } = useChoices();
  const categories = useQuery(allCategories());
  const { data: types = [] } = useQuery(allProductTypes());
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
      kind: 'moment',
      name: 'publish_at',
      label: t('products.publish_at'),
      hint: t('products.publish_at_hint'),
      required: true,
      when: ({ status }) => status === 'scheduled',
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
      kind: 'own',
      name: 'tags',
      label: t('products.tags'),
      draw: (form, error) =>
        createElement(TagsInput, {
          label: t('products.tags'),
          description: t('products.tags_hint'),
          inputWrapperOrder: ['label', 'input', 'description', 'error'],
          error,
          maxTags: 50,
          value: [...form.values.tags],
          onChange: (tags: string[]) => form.set({ tags }),
        }),
      inWords: ({ tags }) => tags.join(', '),
    },
    {
      kind: 'own',
      name: 'type_id',
      label: t('products.type'),
      draw: (form, error) =>
        createElement(TypeField, {
          types,
          value: form.values.type_id,
          change: (type_id: string | null) =>
            form.set({ type_id, typed: ofType(types, type_id, form.values.typed) }),
          error,
        }),
      inWords: ({ type_id }) => {
        const found = types.find(({ id }) => id === type_id);
        return found ? typeName(found, locale) : '—';
      },
    },
    {
      kind: 'own',
      name: 'typed',
      path: 'attributes',
      label: t('products.attributes'),
      when: ({ type_id }) => type_id !== null,
      draw: (form, error) =>
        createElement(TypedFields, {
          attributes: types.find(({ id }) => id === form.values.type_id)?.attributes ?? [],
          values: form.values.typed,
          change: (typed: Readonly<Record<string, string>>) => form.set({ typed }),
          error,
        }),
      inWords: ({ typed }) => Object.values(typed).join(', '),
    },
    {
      kind: 'list',
      name: 'attributes',
      when: ({ type_id }) => type_id === null,
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
    values.type_id === null && attributesOf(values.attributes) === null
      ? { attributes: t('products.attributes_wrong') }
      : {};
}
