/** What links may lead to, by name. */

import { queryOptions } from '@tanstack/react-query';
import { getListPagesQueryKey, listPages } from '../../api/content';
import type { LinkTarget, PageRow } from '../../api/model';

async function readAll(signal: AbortSignal): Promise<PageRow[]> {
  const found: PageRow[] = [];
  let cursor: string | null = null;
  do {
    // Each page begins where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop
    const page: Awaited<ReturnType<typeof listPages>> = await listPages(
      { limit: 100, ...(cursor === null ? {} : { cursor }) },
      { signal },
    );
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

/** A shop has 500 at most. */
export function allPages() {
  return queryOptions({
    queryKey: [...getListPagesQueryKey(), 'all'],
    queryFn: ({ signal }) => readAll(signal),
  });
}

export type TargetKind = LinkTarget['kind'];

export const NOWHERE: LinkTarget = { kind: 'address', value: '/search' };
