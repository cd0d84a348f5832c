import { getCountTasksQueryKey, getListTasksQueryKey } from '../../api/fulfilment';
import type { Key } from '../../i18n';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/** What every act on the board ends with: say so, and read queue and counts again. */
export function useDone(done: Key, after?: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: () => {
      after?.();
      toast.done(done);
    },
    onError: toast.failed,
    onSettled: () => refresh(getListTasksQueryKey(), getCountTasksQueryKey()),
  };
}
