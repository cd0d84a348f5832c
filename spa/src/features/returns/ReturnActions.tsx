import { useState } from 'react';
import type { ReturnDetail } from '../../api/model';
import { cancelReturn } from '../../api/returns';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Remove } from '../../ui/Remove';
import { useStepped } from './acting.ts';
import { Decide } from './Decide';
import { Exchange } from './Exchange';
import { Receive } from './Receive';
import { Settle } from './Settle';

type Open = 'decide' | 'receive' | 'settle';

/** What can be done with a return now; each button opens a dialog of its own. */
export function ReturnActions({ one }: { one: ReturnDetail }) {
  const { t } = useWords();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const { onSettled } = useStepped(one, 'returns.cancelled_done');
  const { proposal } = one;
  return (
    <>
      {one.may_cancel ? (
        <Remove
          needs="orders.refund"
          label={t('returns.cancel')}
          title={t('returns.cancel_title', { number: one.number })}
          explained={t('returns.cancel_explained')}
          done="returns.cancelled_done"
          remove={() => cancelReturn(one.number)}
          removed={onSettled}
        />
      ) : null}
      {one.status === 'requested' ? (
        <Action needs="orders.refund" onClick={() => setOpen('decide')}>
          {t('returns.decide')}
        </Action>
      ) : null}
      {one.may_receive ? (
        <Action
          needs="orders.ship"
          variant={one.status === 'received' ? 'default' : 'filled'}
          onClick={() => setOpen('receive')}
        >
          {t('returns.receive')}
        </Action>
      ) : null}
      {one.may_exchange && one.status !== 'requested' ? <Exchange one={one} /> : null}
      {proposal ? (
        <Action
          needs="orders.refund"
          variant={one.status === 'received' && !one.may_exchange ? 'filled' : 'default'}
          onClick={() => setOpen('settle')}
        >
          {t(one.may_exchange ? 'returns.settle_instead' : 'returns.settle')}
        </Action>
      ) : null}
      {open === 'decide' ? <Decide one={one} close={close} /> : null}
      {open === 'receive' ? <Receive one={one} close={close} /> : null}
      {open === 'settle' && proposal ? (
        <Settle one={one} proposal={proposal} close={close} />
      ) : null}
    </>
  );
}
