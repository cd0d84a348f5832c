import { useState } from 'react';
import type { MoneyOut } from '../../api/model';
import { getListRefundsByHandQueryKey, settleRefund } from '../../api/orders';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useActed } from './acting.ts';

interface Values {
  on: string | null;
  reference: string;
}

interface PaidByHandProps {
  number: string;
  refundId: string;
  amount: MoneyOut;
  close: () => void;
}

/** Says that somebody transferred a refund that no gateway could bring back. */
export function PaidByHand({ number, refundId, amount, close }: PaidByHandProps) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const acted = useActed(number, 'orders.refund_settled', close);
  const form = useForm<Values, void>({
    fields: [
      { kind: 'date', name: 'on', path: 'paid_on', label: t('orders.paid_on'), required: true },
      {
        kind: 'text',
        name: 'reference',
        label: t('orders.received_reference'),
        hint: t('orders.received_reference_hint'),
        most: 200,
      },
    ],
    read: { on: today, reference: '' },
    save: ({ on, reference }) =>
      settleRefund(number, refundId, { outcome: 'paid_by_hand', paid_on: on, reference }),
    saved: async () => {
      acted.onSuccess();
      await acted.onSettled();
      await refresh(getListRefundsByHandQueryKey());
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('orders.paid_by_hand_title', { amount: money(amount, locale) })}
      confirm={t('orders.refund_paid_by_hand')}
      close={close}
    />
  );
}
