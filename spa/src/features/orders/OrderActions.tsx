import { useState } from 'react';
import type { Order, OrderStatus, Verb, WhyNot } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Duplicate } from './Duplicate';
import { Cancel } from './Cancel';
import { Deliver } from './Deliver';
import { EditOrder } from './EditOrder';
import { PickUp } from './PickUp';
import { Refund } from './Refund';
import { Ship } from './Ship';

type Open = 'ship' | 'deliver' | 'refund' | 'cancel' | 'edit';

const ENDED: Partial<Record<OrderStatus, WhyNot>> = {
  shipped: 'already_shipped',
  delivered: 'already_delivered',
  cancelled: 'already_cancelled',
};

/** What can be done with an order now. Each button opens a dialog of its own, drawn only while it is open. */
export function OrderActions({ order }: { order: Order }) {
  const { t, word } = useWords();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { verbs } = order;
  // Somebody may still say yes, with open eyes.
  const ended = ENDED[order.status];
  const isUnpaid = verbs.ship.why_not === 'not_captured';
  const because = (verb: Verb) =>
    verb.why_not && verb.why_not !== 'no_permission' ? word('why_not', verb.why_not) : undefined;
  return (
    <>
      <PickUp order={order} />
      <Duplicate number={order.number} />
      <Action
        needs="orders.write"
        variant="default"
        because={ended ? word('why_not', ended) : undefined}
        onClick={() => setOpen('edit')}
      >
        {t('orders.edit')}
      </Action>
      <Action
        needs="orders.cancel"
        variant="default"
        because={because(verbs.cancel)}
        onClick={() => setOpen('cancel')}
      >
        {t('orders.cancel')}
      </Action>
      <Action
        needs="orders.refund"
        variant="default"
        because={because(verbs.refund)}
        onClick={() => setOpen('refund')}
      >
        {t('orders.refund')}
      </Action>
      <Action
        needs="orders.ship"
        variant={verbs.deliver.allowed && !verbs.ship.allowed ? 'filled' : 'default'}
        because={because(verbs.deliver)}
        onClick={() => setOpen('deliver')}
      >
        {t('orders.deliver')}
      </Action>
      <Action
        needs="orders.ship"
        variant={verbs.ship.allowed ? 'filled' : 'default'}
        because={isUnpaid ? undefined : because(verbs.ship)}
        onClick={() => setOpen('ship')}
      >
        {t('orders.ship')}
      </Action>
      {open === 'ship' ? <Ship number={order.number} isUnpaid={isUnpaid} close={close} /> : null}
      {open === 'deliver' ? <Deliver number={order.number} close={close} /> : null}
      {open === 'refund' ? <Refund order={order} close={close} /> : null}
      {open === 'edit' ? <EditOrder order={order} close={close} /> : null}
      {open === 'cancel' ? <Cancel order={order} close={close} /> : null}
    </>
  );
}
