import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CancelReason, type Order } from '../../api/model';
import { useCancelOrder } from '../../api/orders';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { useActed } from './acting.ts';

const REASONS = Object.values(CancelReason);

/** Money, goods and promotions go back together; nothing of it can be taken back. */
export function Cancel({ order, close }: { order: Order; close: () => void }) {
  const { t, word, locale } = useWords();
  const [reason, setReason] = useState<CancelReason>('buyer_request');
  const [note, setNote] = useState('');
  const { number } = order;
  const cancel = useCancelOrder({ mutation: useActed(number, 'orders.cancelled_done', close) });
  const left = order.money.left;
  return (
    <FormDialog
      title={t('orders.cancel_title', { number })}
      close={close}
      confirm={t('orders.cancel_confirm')}
      dismiss={t('orders.cancel_keep')}
      isGrave
      submit={() => cancel.mutateAsync({ number, data: { reason, note: note.trim() } })}
    >
      <p>
        {left.amount_minor > 0
          ? t('orders.cancel_money', { amount: money(left, locale) })
          : t('orders.cancel_no_money')}
      </p>
      <Radio.Group
        label={t('orders.reason')}
        description={t('orders.cancel_reason_hint')}
        value={reason}
        onChange={(chosen) => setReason(chosen as CancelReason)}
      >
        <div className={ui.form} style={{ paddingBlockStart: 12 }}>
          {REASONS.map((code, at) => (
            <Radio
              key={code}
              value={code}
              label={word('cancel_reason', code)}
              {...(at === 0 ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label={t('orders.note')}
        description={t('orders.note_hint')}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
