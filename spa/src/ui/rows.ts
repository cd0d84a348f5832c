import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import type { Asking } from '../fetching.ts';
import type { Rows } from './DataTable';

interface PageOf<Row> {
  items: Row[];
  next_cursor: string | null;
}

interface Source<Row> {
  /** The generated key of the list, with all parameters that `read` uses. */
  key: QueryKey;
  read: (cursor: { cursor?: string }, request: Asking) => Promise<PageOf<Row>>;
  refetchInterval?: number | false;
}

/** Reads a cursor list page by page; to invalidate the list is to invalidate its generated key. */
export function useRows<Row>({ key, read, refetchInterval = false }: Source<Row>): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: [...key, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      let lagSeconds: number | undefined;
      const onLag = (seconds: number) => {
        lagSeconds = seconds;
      };
      const page = await read(pageParam ? { cursor: pageParam } : {}, { signal, onLag });
      return { page, lagSeconds };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ page }) => page.next_cursor ?? undefined,
    refetchInterval,
  });
  const lags = query.data?.pages.flatMap(({ lagSeconds }) => lagSeconds ?? []) ?? [];
  return {
    lagSeconds: lags.length > 0 ? Math.max(...lags) : undefined,
    rows: query.data?.pages.flatMap(({ page }) => page.items),
    error: query.error,
    retry: query.refetch,
    more: query.hasNextPage ? query.fetchNextPage : undefined,
    isReadingMore: query.isFetchingNextPage,
  };
}

interface Listed<Row> {
  data: { items: Row[] } | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** A list that comes whole, as a table takes it. */
export function wholeRows<Row>({ data, error, refetch }: Listed<Row>): Rows<Row> {
  return { rows: data?.items, error, retry: refetch, more: undefined, isReadingMore: false };
}
