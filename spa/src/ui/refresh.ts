import { useQueryClient, type QueryKey } from '@tanstack/react-query';

/** Reads again what an act has changed, by the generated keys; a list's key covers all its filters. */
export function useRefresh(): (...keys: readonly QueryKey[]) => Promise<void> {
  const queries = useQueryClient();
  return async (...keys) => {
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
