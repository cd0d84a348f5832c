import { Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RefundReason, type Order } from '../../api/model';
import { useRefundOrder } from '../../api/orders';
import { useWords, type Key } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { RefundWay } from '../../ui/RefundWay';
import { Money } from '../../ui/text';
import { useActed } from './acting.ts';
import classes from './orders.module.css';
import { amountOf, requestOf, unitsOf, worth, type Draft, type Mode } from './refunding.ts';

const MODES: Record<Mode, Key> = {
  lines: 'orders.refund_lines',
  amount: 'orders.refund_amount',
  whole: 'orders.refund_whole',
};
const REASONS = Object.values(RefundReason).filter((reason) => reason !== 'cancelled');

/** The refund's id is made with the dialog: a retry after a lost answer pays back once. */
export function Refund({ order, close }: { order: Order; close: () => void }) {
  const { t, word, locale } = useWords();
  const [refundId] = useState(() => crypto.randomUUID());
  const [isTried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    // Nothing goes back that nobody chose.
    mode: 'lines',
    units: {},
    amount: '',
    restock: false,
    to: 'payment',
    reason: 'changed_mind',
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { number } = order;
  const refund = useRefundOrder({ mutation: useActed(number, 'orders.refunded_done', close) });
  const left = order.money.left;
  const amount = amountOf(draft, order, locale);
  const { limit } = order.verbs.refund;
  function submit() {
    setTried(true);
    const data = requestOf(draft, order, locale);
    return data ? refund.mutateAsync({ number, refundId, data }) : undefined;
  }
  return (
    <FormDialog
      title={t('orders.refund_title', { number })}
      close={close}
      confirm={
        amount === null
          ? t('orders.refund')
          : t('orders.refund_confirm', {
              amount: money({ amount_minor: amount, currency: left.currency }, locale),
            })
      }
      isGrave
      size="lg"
      submit={submit}
    >
      <p>
        {t('orders.refund_left', { amount: money(left, locale) })}
        {limit ? ` ${t('orders.refund_limit', { amount: money(limit, locale) })}` : ''}
      </p>
      {order.payments.some((one) => one.gift_card !== null && one.status === 'captured') ? (
        <p>{t('orders.refund_cards_first')}</p>
      ) : null}
      <SegmentedControl
        fullWidth
        aria-label={t('orders.refund_what')}
        value={draft.mode}
        onChange={(mode) => change({ mode: mode as Mode })}
        data={Object.entries(MODES).map(([value, key]) => ({ value, label: t(key) }))}
      />
      {draft.mode === 'lines' ? <Lines order={order} draft={draft} change={change} /> : null}
      {draft.mode === 'amount' ? (
        <TextInput
          label={t('orders.refund_amount_label', { currency: left.currency })}
          inputMode="decimal"
          autoComplete="off"
          required
          maxLength={14}
          value={draft.amount}
          error={
            draft.amount !== '' && amount === null ? t('orders.refund_amount_wrong') : undefined
          }
          onChange={(event) => change({ amount: event.currentTarget.value })}
        />
      ) : (
        <Checkbox
          label={t('orders.restock')}
          description={t('orders.restock_hint')}
          checked={draft.restock}
          onChange={(event) => change({ restock: event.currentTarget.checked })}
        />
      )}
      {isTried && draft.mode === 'lines' && amount === null ? (
        <p className={classes.wrong} role="alert">
          {t('orders.refund_no_units')}
        </p>
      ) : null}
      <RefundWay value={draft.to} change={(to) => change({ to })} />
      <Select
        label={t('orders.reason')}
        description={t('orders.refund_reason_hint')}
        allowDeselect={false}
        value={draft.reason}
        onChange={(reason) => {
          if (reason) change({ reason });
        }}
        data={REASONS.map((code) => ({ value: code, label: word('refund_reason', code) }))}
      />
    </FormDialog>
  );
}

interface LinesProps {
  order: Order;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

function Lines({ order, draft, change }: LinesProps) {
  const { t } = useWords();
  return (
    <ul className={`${classes.lines} ${ui.form}`}>
      {order.lines.map((line) => (
        <li key={line.line}>
          <span>
            {line.name}
            <small className={classes.of}>
              {t('orders.refund_of', { count: line.refundable_quantity })}
            </small>
          </span>
          <TextInput
            className={classes.units}
            aria-label={t('orders.refund_units', { name: line.name })}
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            placeholder="0"
            disabled={line.refundable_quantity === 0}
            value={draft.units[line.line] ?? ''}
            error={unitsOf(draft.units[line.line], line) === null}
            onChange={(event) =>
              change({ units: { ...draft.units, [line.line]: event.currentTarget.value } })
            }
          />
          <Money
            value={{
              ...line.refundable,
              amount_minor: worth(line, unitsOf(draft.units[line.line], line) ?? 0),
            }}
          />
        </li>
      ))}
    </ul>
  );
}
