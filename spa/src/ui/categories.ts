import { queryOptions } from '@tanstack/react-query';
import type { Category } from '../api/model';
import { getListCategoriesQueryKey, listCategories } from '../api/products';

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
  return found.toSorted(
    (one, other) => one.position - other.position || one.slug.localeCompare(other.slug),
  );
}

/** All categories, in the order in which the store shows them. */
export function allCategories() {
  return queryOptions({
    queryKey: [...getListCategoriesQueryKey(), 'all'],
    queryFn: ({ signal }) => readAll(signal),
  });
}
