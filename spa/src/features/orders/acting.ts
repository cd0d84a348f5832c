import { getGetOrderQueryKey, getListOrdersQueryKey } from '../../api/orders';
import { getGetOverviewQueryKey } from '../../api/overview';
import type { Key } from '../../i18n';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/**
 * What every act on an order ends with: say so, and read the order, the lists and the counts again.
 * A dialog is closed, and shows itself why it was refused.
 */
export function useActed(number: string, done: Key, close?: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: () => {
      close?.();
      toast.done(done);
    },
    onError: close ? undefined : toast.failed,
    onSettled: async () => {
      await refresh(getGetOrderQueryKey(number), getListOrdersQueryKey(), getGetOverviewQueryKey());
    },
  };
}
