import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RefundTo, ReturnDetail, ReturnProposal } from '../../api/model';
import { useSettleReturn } from '../../api/returns';
import { useWords } from '../../i18n';
import { minorUnits, money } from '../../i18n/figures.ts';
import { FormDialog } from '../../ui/FormDialog';
import { Facts } from '../../ui/Page';
import { RefundWay } from '../../ui/RefundWay';
import { Money } from '../../ui/text';
import { useStepped } from './acting.ts';

interface SettleProps {
  one: ReturnDetail;
  proposal: ReturnProposal;
  close: () => void;
}

/** Money goes back by rule; the server decides. The refund's id is made with the dialog: it pays once. */
export function Settle({ one, proposal, close }: SettleProps) {
  const { t, locale } = useWords();
  const [refundId] = useState(() => crypto.randomUUID());
  const [shipping, setShipping] = useState('');
  const [deduction, setDeduction] = useState('');
  const [isUnseen, setUnseen] = useState(false);
  const [to, setTo] = useState<RefundTo>(one.wants_credit ? 'store_credit' : 'payment');
  const settle = useSettleReturn({ mutation: useStepped(one, 'returns.settled_done') });
  const { currency } = one;
  const read = (typed: string) => (typed.trim() === '' ? 0 : minorUnits(typed, currency, locale));
  const shippingMinor = shipping.trim() === '' ? null : minorUnits(shipping, currency, locale);
  const deductionMinor = read(deduction);
  const isWrong = deductionMinor === null || (shipping.trim() !== '' && shippingMinor === null);
  const mayDeduct = one.kind !== 'claim';
  const isAnyMissing = one.lines.some((line) => (line.approved ?? 0) > line.received);
  async function submit() {
    await settle.mutateAsync({
      number: one.number,
      refundId,
      data: {
        shipping_minor: shippingMinor,
        deduction_minor: deductionMinor ?? 0,
        although_not_received: isUnseen,
        to,
      },
    });
    close();
  }
  return (
    <FormDialog
      title={t('returns.settle_title', { number: one.number })}
      close={close}
      confirm={t('returns.settle')}
      isGrave
      submit={() => (isWrong ? undefined : submit())}
    >
      <Facts
        items={[
          [t('returns.worth'), <Money key="worth" value={proposal.worth} />],
          [t('returns.shipping_back'), <Money key="shipping" value={proposal.shipping} />],
          [t('returns.fee'), <Money key="fee" value={proposal.fee} />],
          [t('returns.amount'), <Money key="amount" value={proposal.amount} />],
        ]}
      />
      <p>
        {t('returns.settle_hint')}
        {proposal.limit
          ? ` ${t('orders.refund_limit', { amount: money(proposal.limit, locale) })}`
          : ''}
      </p>
      <TextInput
        label={t('returns.shipping_other', { currency })}
        description={t('returns.shipping_other_hint', {
          amount: money(proposal.shipping_left, locale),
        })}
        inputMode="decimal"
        autoComplete="off"
        maxLength={14}
        value={shipping}
        error={
          shipping.trim() !== '' && shippingMinor === null
            ? t('orders.refund_amount_wrong')
            : undefined
        }
        onChange={(event) => setShipping(event.currentTarget.value)}
      />
      {mayDeduct ? (
        <TextInput
          label={t('returns.deduction', { currency })}
          description={t('returns.deduction_hint')}
          inputMode="decimal"
          autoComplete="off"
          maxLength={14}
          value={deduction}
          error={deductionMinor === null ? t('orders.refund_amount_wrong') : undefined}
          onChange={(event) => setDeduction(event.currentTarget.value)}
        />
      ) : null}
      {isAnyMissing ? (
        <Checkbox
          label={t('returns.although_not_received')}
          description={t('returns.although_not_received_hint')}
          checked={isUnseen}
          onChange={(event) => setUnseen(event.currentTarget.checked)}
        />
      ) : null}
      {one.wants_credit ? <p>{t('returns.wants_credit')}</p> : null}
      <RefundWay value={to} change={setTo} />
    </FormDialog>
  );
}
