import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import type { Order } from '../api/model';
import { getGetOrderQueryOptions } from '../api/orders';
import { OrderLines } from '../features/orders/OrderLines';
import { OrderSide } from '../features/orders/OrderSide';
import { Ship } from '../features/orders/Ship';
import { Timeline } from '../features/orders/Timeline';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { useLive } from '../ui/live.ts';
import { Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/orders/$number')({ component: OrderPage });

function OrderPage() {
  const { number } = Route.useParams();
  const { t } = useWords();
  const queries = useQueryClient();
  const options = getGetOrderQueryOptions(number);
  const order = useQuery(options);
  useLive(order.data ? `/api/v1/orders/${encodeURIComponent(number)}/live` : null, 'order', () => {
    void queries.invalidateQueries({ queryKey: options.queryKey });
  });
  return (
    <Page
      name={number}
      title={
        <span className={ui.row}>
          {number}
          {order.data ? <Status family="order" code={order.data.status} /> : null}
        </span>
      }
      back={{ to: '/orders', label: t('nav.orders') }}
      lead={
        order.data ? (
          <>
            {t('orders.placed')} <When at={order.data.placed_at} exact /> · {order.data.channel}
          </>
        ) : undefined
      }
      actions={order.data ? <ShipButton order={order.data} /> : undefined}
    >
      <Awaited query={order}>
        {(data) => (
          <div className={ui.split}>
            <div className={ui.stack}>
              <OrderLines order={data} />
              <Panel title={t('orders.timeline')}>
                <Timeline order={data} />
              </Panel>
            </div>
            <OrderSide order={data} />
          </div>
        )}
      </Awaited>
    </Page>
  );
}

function ShipButton({ order }: { order: Order }) {
  const { t, word } = useWords();
  const [isOpen, setOpen] = useState(false);
  const because = order.verbs.ship.allowed
    ? undefined
    : t('orders.ship_not_now', { status: word('order', order.status) });
  return (
    <>
      <Action needs="orders.ship" because={because} onClick={() => setOpen(true)}>
        {t('orders.ship')}
      </Action>
      <Ship number={order.number} isOpen={isOpen} close={() => setOpen(false)} />
    </>
  );
}
