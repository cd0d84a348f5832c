import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order, OrderPayment, Refund as RefundOf } from '../../api/model';
import { useSettleRefund } from '../../api/orders';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { Money, When, Who } from '../../ui/text';
import { useActed } from './acting.ts';
import classes from './orders.module.css';
import { PaidByHand } from './PaidByHand';

/** Each refund with where it stands; one that needs a person is ended here. */
export function Refunds({ order }: { order: Order }) {
  const { t } = useWords();
  if (order.refunds.length === 0) return null;
  return (
    <Panel title={t('orders.refunds')}>
      <ul className={classes.lines}>
        {order.refunds.map((refund) => (
          <One
            key={refund.id}
            number={order.number}
            refund={refund}
            paid={order.payments.find(({ id }) => id === refund.payment_id)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface OneProps {
  number: string;
  refund: RefundOf;
  /** The payment that it goes back to. */
  paid: OrderPayment | undefined;
}

function One({ number, refund, paid }: OneProps) {
  const { t, word } = useWords();
  const can = useCan();
  const settle = useSettleRefund({ mutation: useActed(number, 'orders.refund_settled') });
  const [isPaying, setPaying] = useState(false);
  return (
    <li>
      <span>
        {word('refund_reason', refund.reason)}
        <small className={classes.of}>
          <When at={refund.requested_at} /> · <Who actor={refund.actor} />
          {paid?.gift_card
            ? ` · ${word('method', 'gift_card')} •••• ${paid.gift_card.last_four}`
            : ''}
          {refund.to === 'payment' ? '' : ` · ${word('refund_to', refund.to)}`}
          {refund.by_hand ? ` · ${t('orders.refund_by_hand')}` : ''}
          {refund.failure
            ? ` · ${word('refund_failure', codeOf('refund_failure', refund.failure))}`
            : ''}
        </small>
      </span>
      <Status family="refund" code={refund.status} />
      <b>
        <Money value={refund.amount} />
      </b>
      {refund.status === 'needs_person' && can('orders.refund') ? (
        <div className={`${ui.row} ${classes.acts}`}>
          <Button size="xs" variant="default" onClick={() => setPaying(true)}>
            {t('orders.refund_paid_by_hand')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            disabled={settle.isPending}
            onClick={() =>
              settle.mutate({ number, refundId: refund.id, data: { outcome: 'called_off' } })
            }
          >
            {t('orders.refund_call_off')}
          </Button>
        </div>
      ) : null}
      {isPaying ? (
        <PaidByHand
          number={number}
          refundId={refund.id}
          amount={refund.amount}
          close={() => setPaying(false)}
        />
      ) : null}
    </li>
  );
}
