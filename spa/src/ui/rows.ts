import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import type { Rows } from './DataTable';

interface PageOf<Row> {
  items: Row[];
  next_cursor: string | null;
}

/** Reads a cursor list page by page. `key` must name every filter that `read` uses. */
export function useRows<Row>(
  key: QueryKey,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<Row>>,
  options: { refetchInterval?: number | false } = {},
): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PageOf<Row>) => page.next_cursor ?? undefined,
    ...options,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.items),
    error: query.error,
    retry: query.refetch,
    more: query.hasNextPage ? query.fetchNextPage : undefined,
    isReadingMore: query.isFetchingNextPage,
  };
}
