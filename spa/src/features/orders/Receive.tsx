import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order, OrderPayment, ReceivedBy } from '../../api/model';
import { receivePayment, useRefuseParcel } from '../../api/orders';
import { useWords } from '../../i18n';
import { day, money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import ui from '../../ui/layout.module.css';
import { useActed } from './acting.ts';
import classes from './orders.module.css';
import { today } from './today.ts';

const WAYS = ['transfer', 'cash', 'card', 'carrier'] as const satisfies readonly ReceivedBy[];

interface Values {
  amount: number | null;
  on: string | null;
  by: string | null;
  reference: string;
}

interface AwaitedProps {
  order: Order;
  payment: OrderPayment;
}

/** A payment that people report: what has come so far, and the way to say that more did. */
export function AwaitedMoney({ order, payment }: AwaitedProps) {
  const { t, locale } = useWords();
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  const refuse = useRefuseParcel({ mutation: useActed(order.number, 'orders.parcel_refused') });
  const { awaits } = payment;
  if (awaits === null) return null;
  const isAlive = payment.status === 'pending';
  return (
    <>
      <small className={classes.of}>
        {t('orders.received_of', {
          received: money(awaits.received, locale),
          amount: money(payment.amount, locale),
        })}
        {isAlive
          ? ` · ${t('orders.due_by', { day: day(awaits.due_at.slice(0, 10), locale) })}`
          : ''}
      </small>
      {can('orders.refund') ? (
        <div className={`${ui.row} ${classes.acts}`}>
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('orders.receive')}
          </Button>
          {awaits.is_at_the_door && isAlive && order.status !== 'confirmed' ? (
            <Button
              size="xs"
              variant="subtle"
              loading={refuse.isPending}
              onClick={() => refuse.mutate({ number: order.number })}
            >
              {t('orders.refuse_parcel')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {isOpen ? <Receive order={order} payment={payment} close={() => setOpen(false)} /> : null}
    </>
  );
}

function Receive({ order, payment, close }: AwaitedProps & { close: () => void }) {
  const { t, word } = useWords();
  // The same dialog twice is the same money, however often it is sent.
  const [id] = useState(() => crypto.randomUUID());
  const acted = useActed(order.number, 'orders.received', close);
  const left = payment.amount.amount_minor - (payment.awaits?.received.amount_minor ?? 0);
  const form = useForm<Values, void>({
    fields: [
      {
        kind: 'amount',
        name: 'amount',
        path: 'amount_minor',
        label: t('orders.received_amount'),
        currency: () => payment.amount.currency,
        required: true,
        isHalf: true,
      },
      {
        kind: 'date',
        name: 'on',
        path: 'received_on',
        label: t('orders.received_on'),
        required: true,
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'by',
        path: 'received_by',
        label: t('orders.received_by'),
        options: WAYS.map((one) => [one, word('received_by', one)] as const),
        required: true,
      },
      {
        kind: 'text',
        name: 'reference',
        label: t('orders.received_reference'),
        hint: t('orders.received_reference_hint'),
        most: 200,
      },
    ],
    read: {
      amount: left > 0 ? left : payment.amount.amount_minor,
      on: today(),
      by:
        payment.method === 'transfer'
          ? 'transfer'
          : payment.awaits?.is_at_the_door
            ? 'carrier'
            : 'cash',
      reference: '',
    },
    save: ({ amount, on, by, reference }) =>
      receivePayment(order.number, id, {
        amount_minor: amount ?? 0,
        received_on: on ?? today(),
        received_by: WAYS.find((one) => one === by) ?? 'transfer',
        reference,
      }),
    saved: async () => {
      acted.onSuccess();
      await acted.onSettled();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('orders.receive_title')}
      confirm={t('orders.receive_confirm')}
      close={close}
    />
  );
}
