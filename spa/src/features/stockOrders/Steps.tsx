import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWords, type Key } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { Remove } from '../../ui/Remove';
import { useToast } from '../../ui/toast.ts';
import type { Doing, StockOrder } from './doing.ts';
import { ReceiveParts } from './ReceiveParts';

interface StepsProps {
  one: StockOrder;
  doing: Doing;
}

/** What comes next for a transfer: send, receive, end. */
export function TransferSteps({ one, doing }: StepsProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<'send' | 'receive'>();
  const isOnTheWay = one.status === 'sent' || one.status === 'partly_received';
  const close = () => setOpen(undefined);
  return (
    <>
      {one.status === 'draft' ? (
        <>
          <Drop one={one} doing={doing} />
          <Action
            needs="stock.adjust"
            because={one.lines_count === 0 ? t('stock_orders.no_lines') : undefined}
            onClick={() => setOpen('send')}
          >
            {t('transfers.send')}
          </Action>
        </>
      ) : null}
      {isOnTheWay ? (
        <>
          <End
            doing={doing}
            end={doing.callOff}
            label={t('transfers.call_off')}
            explained={t('transfers.call_off_explained')}
            done={'transfers.called_off_done' as const}
          />
          <End
            doing={doing}
            end={doing.close}
            label={t('transfers.close')}
            explained={t('transfers.close_explained')}
            done={'transfers.closed_done' as const}
          />
          <Action needs="stock.adjust" onClick={() => setOpen('receive')}>
            {t('incoming.receive')}
          </Action>
        </>
      ) : null}
      {open === 'send' ? <Send one={one} doing={doing} close={close} /> : null}
      {open === 'receive' ? <ReceiveParts one={one} doing={doing} close={close} /> : null}
    </>
  );
}

export function Drop({ one, doing }: StepsProps) {
  const { t } = useWords();
  return (
    <Remove
      needs="stock.adjust"
      label={t('stock_orders.drop')}
      title={t('stock_orders.drop_title', { number: one.number })}
      explained={t('stock_orders.drop_explained')}
      remove={() => doing.callOff('')}
      removed={doing.refreshed}
      done={'stock_orders.dropped' as const}
    />
  );
}

interface EndProps {
  doing: Doing;
  end: (reason: string) => Promise<unknown>;
  label: string;
  explained: string;
  done: Key;
}

/** Ends it before all has come, with a reason that its history keeps. */
export function End({ doing, end, label, explained, done }: EndProps) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  return (
    <Remove
      needs="stock.adjust"
      label={label}
      title={`${label}?`}
      explained={explained}
      remove={() => end(reason)}
      removed={doing.refreshed}
      done={done}
    >
      <TextInput
        label={t('stock.reason')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Remove>
  );
}

function Send({ one, doing, close }: StepsProps & { close: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const form = useForm<{ expected_on: string | null }, unknown>({
    fields: [
      {
        kind: 'date',
        name: 'expected_on',
        label: t('incoming.day'),
        hint: t('transfers.send_hint'),
        required: true,
      },
    ],
    read: { expected_on: one.expected_on },
    save: ({ expected_on }) => doing.send(expected_on ?? ''),
    saved: async () => {
      close();
      toast.done('transfers.sent_done');
      await doing.refreshed();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('transfers.send_title', { number: one.number })}
      confirm={t('transfers.send')}
      close={close}
    />
  );
}
