import { useState } from 'react';
import type { Order } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Ship } from './Ship';

/** What can be done with an order now. Each button opens a dialog of its own, drawn only while it is open. */
export function OrderActions({ order }: { order: Order }) {
  const { t, word } = useWords();
  const [open, setOpen] = useState<'ship' | null>(null);
  const close = () => setOpen(null);
  const status = word('order', order.status);
  return (
    <>
      <Action
        needs="orders.ship"
        because={order.verbs.ship.allowed ? undefined : t('orders.ship_not_now', { status })}
        onClick={() => setOpen('ship')}
      >
        {t('orders.ship')}
      </Action>
      {open === 'ship' ? <Ship number={order.number} close={close} /> : null}
    </>
  );
}
