import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { getGetOrderQueryOptions } from '../api/orders';
import { AwaitedDifference } from '../features/orders/AwaitedDifference';
import { OrderActions } from '../features/orders/OrderActions';
import { OrderDocuments } from '../features/orders/OrderDocuments';
import { OrderLines } from '../features/orders/OrderLines';
import { OrderNotes } from '../features/orders/OrderNotes';
import { OrderSide } from '../features/orders/OrderSide';
import { Parcels } from '../features/orders/Parcels';
import { Timeline } from '../features/orders/Timeline';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { inLanguage } from '../ui/lineNames.ts';
import { useLive } from '../ui/live.ts';
import { Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/orders/$number')({ component: OrderPage });

function OrderPage() {
  const { number } = Route.useParams();
  const { t, known, locale } = useWords();
  const queries = useQueryClient();
  const options = getGetOrderQueryOptions(number);
  const order = useQuery({
    ...options,
    select: (found) => ({ ...found, lines: inLanguage(found.lines, locale) }),
  });
  useLive(order.data ? `/api/v1/orders/${encodeURIComponent(number)}/live` : null, 'order', () => {
    void queries.invalidateQueries({ queryKey: options.queryKey });
  });
  return (
    <Page
      name={number}
      title={
        <span className={ui.row}>
          {number}
          {order.data ? (
            <>
              <Status family="order" code={order.data.status} />
              <Status family="order_payment" code={order.data.payment} />
              <Status family="order_fulfilment" code={order.data.fulfilment} />
            </>
          ) : null}
        </span>
      }
      back={{ to: '/orders', label: t('nav.orders') }}
      lead={
        order.data ? (
          <>
            {t('orders.placed')} <When at={order.data.placed_at} exact /> ·{' '}
            {known(`order_channel.${order.data.channel}`) ?? order.data.channel}
          </>
        ) : undefined
      }
      actions={order.data ? <OrderActions order={order.data} /> : undefined}
    >
      <Awaited query={order}>
        {(data) => (
          <div className={ui.split}>
            <div className={ui.stack}>
              <AwaitedDifference order={data} />
              <OrderLines order={data} />
              <OrderNotes order={data} />
              <Parcels order={data} />
              <OrderDocuments order={data} />
              <Panel
                title={t('orders.timeline')}
                aside={
                  <Link className={ui.link} to="/orders/$number/trail" params={{ number }}>
                    {t('trail.open')}
                  </Link>
                }
              >
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
