import { getGetOverviewQueryKey } from '../../api/overview';
import { getListReviewsQueryKey, useDecideReview } from '../../api/reviews';
import type { Key } from '../../i18n';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/**
 * What every act on a review ends with: say so, and read the lists and the count again.
 * A dialog is closed, and shows itself why it was refused.
 */
export function useSettled(done: Key, close?: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: () => {
      close?.();
      toast.done(done);
    },
    onError: close ? undefined : toast.failed,
    onSettled: async () => {
      await refresh(getListReviewsQueryKey(), getGetOverviewQueryKey());
    },
  };
}

export function useDecision(done: Key, close?: () => void) {
  return useDecideReview({ mutation: useSettled(done, close) });
}
