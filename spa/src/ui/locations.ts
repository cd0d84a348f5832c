import { useQuery } from '@tanstack/react-query';
import { getListLocationsQueryOptions } from '../api/settings';
import { useCan } from '../session.ts';

const FRESH_MS = 60_000;

/** The name of a location by its code; the code where one may not read them, or they are on their way. */
export function useLocationName(): (code: string) => string {
  const mayRead = useCan()('stock.read');
  const { data } = useQuery({
    ...getListLocationsQueryOptions(),
    staleTime: FRESH_MS,
    enabled: mayRead,
  });
  return (code) => data?.items.find((location) => location.code === code)?.name ?? code;
}
