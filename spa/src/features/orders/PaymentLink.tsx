import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order, OrderStatus, PaymentLink as Link } from '../../api/model';
import { sendPaymentLink } from '../../api/orders';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useActed } from './acting.ts';

const PAYABLE: ReadonlySet<OrderStatus> = new Set([
  'payment_failed',
  'payment_action_required',
  'payment_pending',
]);

/** Mails an unpaid order's buyer the link to pay, which ends when the goods are no longer kept. */
export function PaymentLink({ order }: { order: Order }) {
  const { t } = useWords();
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!PAYABLE.has(order.status) || !can('orders.ship')) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t('orders.send_link')}
      </Button>
      {isOpen ? <Send number={order.number} close={() => setOpen(false)} /> : null}
    </>
  );
}

function Send({ number, close }: { number: string; close: () => void }) {
  const { t } = useWords();
  const [id] = useState(() => crypto.randomUUID());
  const acted = useActed(number, 'orders.link_sent', close);
  const form = useForm<{ days: number | null }, Link>({
    fields: [
      {
        kind: 'number',
        name: 'days',
        label: t('orders.send_link_days'),
        hint: t('orders.send_link_hint'),
        required: true,
        least: 1,
        most: 14,
      },
    ],
    read: { days: 3 },
    save: ({ days }) => sendPaymentLink(number, id, { days: days ?? 3 }),
    saved: async () => {
      acted.onSuccess();
      await acted.onSettled();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('orders.send_link_title')}
      confirm={t('orders.send_link')}
      close={close}
    />
  );
}
