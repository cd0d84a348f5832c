import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import type { Rows } from './DataTable';

interface PageOf<Row> {
  items: Row[];
  next_cursor: string | null;
  /** Seconds that the rows may be old; absent where the database itself was read. */
  read_lag_s?: number;
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
  const lags = query.data?.pages.flatMap((page) => page.read_lag_s ?? []) ?? [];
  return {
    lagSeconds: lags.length > 0 ? Math.max(...lags) : undefined,
    rows: query.data?.pages.flatMap((page) => page.items),
    error: query.error,
    retry: query.refetch,
    more: query.hasNextPage ? query.fetchNextPage : undefined,
    isReadingMore: query.isFetchingNextPage,
  };
}
