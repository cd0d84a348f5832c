import { useState } from 'react';
import {
  adjustGiftCard,
  getGetGiftCardQueryKey,
  getListGiftCardsQueryKey,
} from '../../api/gift-cards';
import type { GiftCard } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';
import { ChangeBalance } from './ChangeBalance';
import { EditCard } from './EditCard';

export function CardActions({ card }: { card: GiftCard }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [open, setOpen] = useState<'balance' | 'card' | null>(null);
  const close = () => setOpen(null);
  const saved = () => refresh(getGetGiftCardQueryKey(card.id), getListGiftCardsQueryKey());
  return (
    <>
      <Action needs="credit.write" variant="default" onClick={() => setOpen('balance')}>
        {t('credit.change_balance')}
      </Action>
      <Action needs="credit.write" variant="default" onClick={() => setOpen('card')}>
        {t('credit.edit')}
      </Action>
      {open === 'balance' ? (
        <ChangeBalance
          title={t('credit.change_balance')}
          currencies={[card.balance.currency]}
          save={(entryId, { amount_minor, reason }) =>
            adjustGiftCard(card.id, entryId, { amount_minor, reason })
          }
          saved={saved}
          close={close}
        />
      ) : null}
      {open === 'card' ? <EditCard card={card} saved={saved} close={close} /> : null}
    </>
  );
}
