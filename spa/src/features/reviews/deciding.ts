import { useQueryClient } from '@tanstack/react-query';
import { getGetOverviewQueryOptions } from '../../api/overview';
import { useDecideReview } from '../../api/reviews';
import type { Key } from '../../i18n';
import { useTold } from '../../ui/told.ts';

/** What every act on a review ends with: say so, and read the lists and the count again. */
export function useSettled(done: Key, after: () => void = () => undefined) {
  const told = useTold();
  const queries = useQueryClient();
  return {
    onSuccess: () => {
      after();
      told.done(done);
    },
    onError: told.failed,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['reviews'] });
      await queries.invalidateQueries({ queryKey: getGetOverviewQueryOptions().queryKey });
    },
  };
}

export function useDecision(done: Key, after?: () => void) {
  return useDecideReview({ mutation: useSettled(done, after) });
}
