import { queryOptions } from '@tanstack/react-query';
import type { Category } from '../api/model';
import { getListCategoriesQueryKey, listCategories } from '../api/products';
import { inTreeOrder } from './categoryTree.ts';
import type { Option } from './form/field.ts';

/** A shop has 500 at most. */
const PAGE = 100;

async function readAll(signal: AbortSignal): Promise<Category[]> {
  const found: Category[] = [];
  let cursor: string | null = null;
  do {
    // Each page begins where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop
    const page: Awaited<ReturnType<typeof listCategories>> = await listCategories(
      { limit: PAGE, ...(cursor === null ? {} : { cursor }) },
      { signal },
    );
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return inTreeOrder(found);
}

/** All categories, each before what stands in it, in the order in which the store shows them. */
export function allCategories() {
  return queryOptions({
    queryKey: [...getListCategoriesQueryKey(), 'all'],
    queryFn: ({ signal }) => readAll(signal),
  });
}

export function categoryName({ texts, slug }: Category, locale: string): string {
  return texts[locale]?.name ?? Object.values(texts)[0]?.name ?? slug;
}

/** Each by its id, called by the way to it: "Home › Kitchen". */
export function categoryOptions(all: readonly Category[], locale: string): Option[] {
  const names = new Map(all.map((one) => [one.id, categoryName(one, locale)]));
  return all.map(({ id, path }) => [id, [...path, id].map((one) => names.get(one)).join(' › ')]);
}
