import { Link } from '@tanstack/react-router';
import type { Order, OrderPayment } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { useLocationName } from '../../ui/locations.ts';
import { Facts, Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { Money } from '../../ui/text';
import { CorrectAddress } from './CorrectAddress';
import { Handling } from './Handling';
import classes from './orders.module.css';
import { PaymentLink } from './PaymentLink';
import { AwaitedMoney } from './Receive';
import { OrderReturns } from './OrderReturns';
import { Refunds } from './Refunds';
import { ReservedMoney } from './ReservedMoney';
import { SoldGiftCards } from './SoldGiftCards';

/** The last four of a gift card that pays, and the way to its ledger. */
function CardLink({ card }: { card: OrderPayment['gift_card'] }) {
  const can = useCan();
  if (card === null) return null;
  const text = ` •••• ${card.last_four}`;
  return can('credit.read') ? (
    <Link className={ui.link} to="/gift-cards/$cardId" params={{ cardId: card.id }}>
      {text}
    </Link>
  ) : (
    text
  );
}

/** What a person who packs needs: the way that was bought, by when, and from which shelf. */
function Delivery({ order }: { order: Order }) {
  const { t, locale } = useWords();
  const nameAt = useLocationName();
  const method = order.shipping_method;
  const places = order.taken_from.map(
    ({ location, sku, quantity }) => `${nameAt(location)}: ${quantity} × ${sku}`,
  );
  return (
    <Panel title={t('orders.delivery')}>
      <Facts
        items={[
          [
            t('orders.method'),
            method?.names[locale] ?? order.shipping_code ?? t('orders.no_method'),
          ],
          [t('orders.promised'), method?.promised_by ? day(method.promised_by, locale) : '—'],
          [
            t('orders.taken_from'),
            places.length === 0 ? (
              '—'
            ) : (
              <span key="places">
                {places.map((place) => (
                  <div key={place}>{place}</div>
                ))}
              </span>
            ),
          ],
          ...(order.codes.length > 0 ? [[t('orders.codes'), order.codes.join(', ')] as const] : []),
        ]}
      />
    </Panel>
  );
}

export function OrderSide({ order }: { order: Order }) {
  const { t, word } = useWords();
  return (
    <aside className={classes.side}>
      <Panel title={t('orders.buyer')}>
        <address className={classes.address}>
          {order.address.map((line) => (
            <div key={line}>{line}</div>
          ))}
          {order.email ? <a href={`mailto:${order.email}`}>{order.email}</a> : null}
        </address>
        <CorrectAddress order={order} />
      </Panel>
      <Handling order={order} />
      <Delivery order={order} />
      <Panel title={t('orders.payments')}>
        {order.payments.length === 0 ? (
          <span className={ui.soft}>{t('orders.no_payments')}</span>
        ) : (
          <ul className={classes.lines}>
            {order.payments.map((payment) => (
              <li key={payment.id}>
                <span>
                  {word('method', codeOf('method', payment.method))}
                  <CardLink card={payment.gift_card} />
                  {payment.reason ? ` · ${word('decline', codeOf('decline', payment.reason))}` : ''}
                </span>
                <Status family="attempt" code={payment.status} />
                <b>
                  <Money value={payment.amount} />
                </b>
                <AwaitedMoney order={order} payment={payment} />
                <ReservedMoney number={order.number} payment={payment} />
              </li>
            ))}
          </ul>
        )}
        <PaymentLink order={order} />
      </Panel>
      <SoldGiftCards order={order} />
      <Refunds order={order} />
      <OrderReturns number={order.number} currency={order.totals.total.currency} />
      <Panel title={t('orders.trace_title')}>
        <span className={`${ui.mono} ${ui.wide}`}>{order.trace || '—'}</span>
      </Panel>
    </aside>
  );
}
