import { useState } from 'react';
import type { Order } from '../../api/model';
import { handOver, useMakePickupReady } from '../../api/orders';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { useActed } from './acting.ts';

/** What is done with an order that its buyer picks up: it is made ready, and handed over. */
export function PickUp({ order }: { order: Order }) {
  const { t } = useWords();
  const [shipmentId] = useState(() => crypto.randomUUID());
  const [isGiving, setGiving] = useState(false);
  const ready = useMakePickupReady({
    mutation: useActed(order.number, 'orders.made_ready'),
  });
  if (order.pickup === null) return null;
  const isReady = order.shipments.some(({ status }) => status === 'ready_for_pickup');
  const isWaiting =
    order.status === 'confirmed' &&
    (order.allocations.length > 0 ||
      order.shipments.some(({ status }) => ['pending', 'picked', 'packed'].includes(status)));
  return (
    <>
      {isWaiting ? (
        <Action
          needs="orders.ship"
          loading={ready.isPending}
          onClick={() => ready.mutate({ number: order.number, data: { shipment_id: shipmentId } })}
        >
          {t('orders.make_ready')}
        </Action>
      ) : null}
      {isReady ? (
        <Action needs="orders.ship" onClick={() => setGiving(true)}>
          {t('orders.hand_over')}
        </Action>
      ) : null}
      {isGiving ? <HandOver number={order.number} close={() => setGiving(false)} /> : null}
    </>
  );
}

function HandOver({ number, close }: { number: string; close: () => void }) {
  const { t } = useWords();
  const acted = useActed(number, 'orders.handed_over', close);
  const form = useForm<{ shown: string }, unknown>({
    fields: [
      {
        kind: 'text',
        name: 'shown',
        label: t('orders.shown_number'),
        hint: t('orders.shown_number_hint'),
        required: true,
        most: 40,
        isCode: true,
      },
    ],
    read: { shown: '' },
    version: 0,
    save: ({ shown }) => handOver(number, { shown }),
    saved: async () => {
      acted.onSuccess();
      await acted.onSettled();
    },
  });
  return <DialogForm form={form} title={t('orders.hand_over')} close={close} />;
}
