import { Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { HoldReason, type Order } from '../../api/model';
import { useHoldOrder } from '../../api/orders';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { useActed } from './acting.ts';

const REASONS = Object.values(HoldReason);

/** Nobody ships it until somebody releases it. */
export function Hold({ order, close }: { order: Order; close: () => void }) {
  const { t, word } = useWords();
  const [reason, setReason] = useState<HoldReason>(order.marks.hold_reason ?? 'address');
  const [note, setNote] = useState('');
  const { number } = order;
  const hold = useHoldOrder({ mutation: useActed(number, 'orders.held_done', close) });
  return (
    <FormDialog
      title={t('orders.hold_title', { number })}
      close={close}
      confirm={t('orders.hold')}
      submit={() => hold.mutateAsync({ number, data: { reason, note: note.trim() } })}
    >
      <p>{t('orders.hold_hint')}</p>
      <Radio.Group
        label={t('orders.reason')}
        value={reason}
        onChange={(chosen) => setReason(chosen as HoldReason)}
      >
        <div className={ui.form} style={{ paddingBlockStart: 12 }}>
          {REASONS.map((code) => (
            <Radio
              key={code}
              value={code}
              label={word('hold_reason', code)}
              {...(code === reason ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label={t('orders.note')}
        description={t('orders.internal_note_hint')}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
