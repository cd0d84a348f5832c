import { Select } from '@mantine/core';
import type { RefundTo } from '../api/model';
import { useWords, type Key } from '../i18n';

/** What staff may choose: only an exchange pays another order. */
type Way = Exclude<RefundTo, 'exchange'>;

const WAYS: Record<Way, Key> = {
  payment: 'refund_way.payment_hint',
  gift_card: 'refund_way.gift_card_hint',
  store_credit: 'refund_way.store_credit_hint',
};

/** Where the money goes that no balance paid. */
export function RefundWay({ value, change }: { value: RefundTo; change: (to: RefundTo) => void }) {
  const { t, word } = useWords();
  return (
    <Select
      label={t('refund_way.label')}
      description={value === 'exchange' ? undefined : t(WAYS[value])}
      allowDeselect={false}
      value={value}
      onChange={(to) => {
        if (to) change(to);
      }}
      data={(Object.keys(WAYS) as Way[]).map((code) => ({
        value: code,
        label: word('refund_to', code),
      }))}
    />
  );
}
