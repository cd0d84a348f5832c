import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReturnDetail } from '../../api/model';
import { getPreviewReturnExchangeQueryOptions, useExchangeReturn } from '../../api/returns';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { Refusal } from '../../ui/Refusal';
import { SwapSummary } from '../../ui/SwapSummary';
import { useStepped } from './acting.ts';

/** The order in place of the goods: made by itself once all of them came, or here. */
export function Exchange({ one }: { one: ReturnDetail }) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const exchange = useExchangeReturn({ mutation: useStepped(one, 'returns.exchanged_done') });
  async function submit() {
    await exchange.mutateAsync({ number: one.number });
    setOpen(false);
  }
  return (
    <>
      <Action
        needs="orders.refund"
        variant={one.status === 'received' ? 'filled' : 'default'}
        onClick={() => setOpen(true)}
      >
        {t('returns.exchange')}
      </Action>
      {isOpen ? (
        <FormDialog
          title={t('returns.exchange_title', { number: one.number })}
          close={() => setOpen(false)}
          confirm={t('returns.exchange')}
          size="lg"
          submit={submit}
        >
          <p>{t('returns.exchange_hint')}</p>
          <Outcome number={one.number} />
        </FormDialog>
      ) : null}
    </>
  );
}

function Outcome({ number }: { number: string }) {
  const { data, error } = useQuery({
    ...getPreviewReturnExchangeQueryOptions(number),
    retry: false,
  });
  if (error) return <Refusal failure={error} />;
  return data ? <SwapSummary preview={data} /> : null;
}
