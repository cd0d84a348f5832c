import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import type { Option } from '../../ui/form/field.ts';

export const MOST_PRODUCTS = 500;

export function useCategoryOptions(): readonly Option[] {
  const { locale } = useWords();
  const { data } = useQuery(allCategories());
  return categoryOptions(data ?? [], locale);
}
