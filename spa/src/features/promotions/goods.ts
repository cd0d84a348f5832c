import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import type { Option } from '../../ui/form/field.ts';
import type { Trait } from './types.ts';
import { getListCollectionsQueryOptions } from '../../api/products';
import { allProductTypes, nameIn } from '../../ui/productTypes.ts';

export const MOST_PRODUCTS = 500;

export function useCollectionOptions(): readonly Option[] {
  const { locale } = useWords();
  const { data } = useQuery(getListCollectionsQueryOptions());
  return (data?.items ?? []).map(({ id, slug, texts }) => [
    id,
    nameIn(
      Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, text.name])),
      locale,
    ) || slug,
  ]);
}

/** "material: clay" for each choice of each attribute; options of variants are typed in the same way. */
export function useTraitChoices(): readonly string[] {
  const { data = [] } = useQuery(allProductTypes());
  const all = data
    .flatMap(({ attributes }) => attributes)
    .flatMap(({ key, choices = [] }) => choices.map(({ code }) => traitText({ key, value: code })));
  return [...new Set(all)];
}

export function traitText({ key, value }: Trait): string {
  return `${key}: ${value}`;
}

/** What is no name and value is no trait. */
export function traitOf(text: string): Trait | null {
  const [key = '', ...rest] = text.split(':');
  const value = rest.join(':').trim();
  return key.trim() && value ? { key: key.trim(), value } : null;
}

export function useCategoryOptions(): readonly Option[] {
  const { locale } = useWords();
  const { data } = useQuery(allCategories());
  return categoryOptions(data ?? [], locale);
}
