import { NumberInput, Radio, Switch } from '@mantine/core';
import { OnExpiry, type EditPreview } from '../../api/model';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { Money } from '../../ui/text';
import classes from './orders.module.css';

/** What becomes of a difference that the buyer owes. */
export interface Settling {
  days: number;
  waits: boolean;
  onExpiry: OnExpiry;
}

/** What the order cost, what it would cost, and who pays whom the difference. */
export function EditOutcome({ preview, isFresh }: { preview: EditPreview; isFresh: boolean }) {
  const { t, locale } = useWords();
  const { before, after, difference, refund } = preview;
  const rows = [
    ['items', t('orders.items')],
    ['discount', t('orders.discount')],
    ['shipping', t('orders.shipping')],
    ['tax_included', t('orders.edit_taxes')],
    ['total', t('orders.total')],
  ] as const;
  return (
    <section aria-live="polite" aria-busy={!isFresh}>
      <table className={classes.compared}>
        <thead>
          <tr>
            <th scope="col">{t('orders.edit_sum')}</th>
            <th scope="col">{t('orders.edit_before')}</th>
            <th scope="col">{t('orders.edit_after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, label]) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td>
                <Money value={before[name]} />
              </td>
              <td>
                <Money value={after[name]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{outcome()}</p>
    </section>
  );
  function outcome(): string {
    if (!preview.is_paid) return t('orders.edit_unpaid', { amount: money(after.total, locale) });
    if (difference.amount_minor > 0) {
      return t('orders.edit_owed', { amount: money(difference, locale) });
    }
    if (difference.amount_minor === 0) return t('orders.edit_even');
    return t('orders.edit_refund', { amount: money(refund, locale) });
  }
}

interface SettleProps {
  settling: Settling;
  change: (settling: Settling) => void;
}

export function SettleDifference({ settling, change }: SettleProps) {
  const { t, word } = useWords();
  return (
    <>
      <NumberInput
        label={t('orders.edit_days')}
        description={t('orders.edit_days_hint')}
        min={1}
        max={14}
        allowDecimal={false}
        value={settling.days}
        onChange={(days) => change({ ...settling, days: Number(days) || 1 })}
      />
      <Switch
        label={t('orders.edit_waits')}
        checked={settling.waits}
        onChange={(event) => change({ ...settling, waits: event.currentTarget.checked })}
      />
      <Radio.Group
        label={t('orders.edit_on_expiry')}
        value={settling.onExpiry}
        onChange={(value) => change({ ...settling, onExpiry: value as OnExpiry })}
      >
        {Object.values(OnExpiry).map((one) => (
          <Radio key={one} value={one} label={word('on_expiry', one)} mt="xs" />
        ))}
      </Radio.Group>
    </>
  );
}
