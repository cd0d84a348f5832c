import { queryOptions } from '@tanstack/react-query';
import type { ProductType } from '../api/model';
import { getListProductTypesQueryKey, listProductTypes } from '../api/products';

/** All product types, by code; a shop has 200 at most. */
export function allProductTypes() {
  return queryOptions({
    queryKey: getListProductTypesQueryKey(),
    queryFn: ({ signal }) => listProductTypes({ signal }),
    select: ({ items }) => items,
  });
}

/** A name that the shop wrote in some of its languages. */
export function nameIn(names: Readonly<Record<string, string>>, locale: string): string {
  return names[locale] ?? Object.values(names)[0] ?? '';
}

export function typeName({ names, code }: ProductType, locale: string): string {
  return nameIn(names, locale) || code;
}
