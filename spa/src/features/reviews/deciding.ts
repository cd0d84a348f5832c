import { getGetOverviewQueryKey } from '../../api/overview';
import { getListReviewsQueryKey, useDecideReview } from '../../api/reviews';
import type { Key } from '../../i18n';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/** What every act on a review ends with: say so, and read the lists and the count again. */
export function useSettled(done: Key, after: () => void = () => undefined) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: () => {
      after();
      toast.done(done);
    },
    onError: toast.failed,
    onSettled: async () => {
      await refresh(getListReviewsQueryKey(), getGetOverviewQueryKey());
    },
  };
}

export function useDecision(done: Key, after?: () => void) {
  return useDecideReview({ mutation: useSettled(done, after) });
}
