import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order, SoldGiftCard } from '../../api/model';
import { useResendGiftCard } from '../../api/orders';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Panel } from '../../ui/Page';
import { Money, When } from '../../ui/text';
import { useActed } from './acting.ts';
import classes from './orders.module.css';

/** The gift cards that the order bought: whom each went to, when, and what is left on it. */
export function SoldGiftCards({ order }: { order: Order }) {
  const { t } = useWords();
  if (order.gift_cards.length === 0) return null;
  return (
    <Panel title={t('orders.gift_cards')}>
      <ul className={classes.lines}>
        {order.gift_cards.map((card) => (
          <One key={card.id} number={order.number} card={card} />
        ))}
      </ul>
    </Panel>
  );
}

function One({ number, card }: { number: string; card: SoldGiftCard }) {
  const { t } = useWords();
  const can = useCan();
  const whom = card.name || card.email;
  return (
    <li>
      <span>
        {whom}
        {card.last_four ? ` •••• ${card.last_four}` : ''}
        <small className={classes.of}>
          {t(`orders.gift_card_${card.state}`, { email: card.email })}
          {card.at && card.state !== 'taken_back' ? (
            <>
              {' · '}
              <When at={card.at} />
            </>
          ) : null}
        </small>
      </span>
      <b>
        <Money value={card.balance ?? card.amount} />
      </b>
      {card.state === 'sent' && can('orders.ship') ? (
        <SendAgain number={number} cardId={card.id} whom={whom} />
      ) : null}
    </li>
  );
}

/** One id for one press: what is sent twice is mailed once. */
function SendAgain({ number, cardId, whom }: { number: string; cardId: string; whom: string }) {
  const { t } = useWords();
  const [againId] = useState(() => crypto.randomUUID());
  const send = useResendGiftCard({ mutation: useActed(number, 'orders.mail_again_done') });
  return (
    <Button
      size="xs"
      variant="subtle"
      loading={send.isPending}
      disabled={send.isSuccess}
      aria-label={`${t('orders.mail_again')}: ${whom}`}
      onClick={() => send.mutate({ number, cardId, againId })}
    >
      {t('orders.mail_again')}
    </Button>
  );
}
