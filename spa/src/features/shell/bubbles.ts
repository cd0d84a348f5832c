import { useQuery } from '@tanstack/react-query';
import { getGetOverviewQueryOptions } from '../../api/overview';

const AGAIN_MS = 30_000;

/** What waits for someone, by place: the numbers beside the navigation. */
export function useBubbles(): Partial<Record<string, number>> {
  const { data } = useQuery({ ...getGetOverviewQueryOptions(), refetchInterval: AGAIN_MS });
  return {
    '/orders': data?.orders_to_ship ?? 0,
    '/reviews': data?.reviews_waiting ?? 0,
    '/failures': data?.dead_letters_open ?? 0,
  };
}
