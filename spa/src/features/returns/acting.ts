import { getGetOrderQueryKey } from '../../api/orders';
import {
  getGetReturnQueryKey,
  getListOrderReturnsQueryKey,
  getListReturnsQueryKey,
} from '../../api/returns';
import type { Key } from '../../i18n';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/** What every step of a return ends with: say so, and read the return, its order and the list again. */
export function useStepped(one: { number: string; order_number: string }, done: Key) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: () => toast.done(done),
    onSettled: async () => {
      await refresh(
        getGetReturnQueryKey(one.number),
        getListReturnsQueryKey(),
        getGetOrderQueryKey(one.order_number),
        getListOrderReturnsQueryKey(one.order_number),
      );
    },
  };
}

/** Whole units from 0 to `most`, or null where something else was typed. */
export function unitsIn(typed: string | undefined, most: number): number | null {
  const plain = (typed ?? '').trim();
  if (plain === '') return 0;
  if (!/^\d{1,4}$/.test(plain)) return null;
  return Number(plain) <= most ? Number(plain) : null;
}
