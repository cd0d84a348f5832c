import { NumberInput, Radio, Select, Switch, TextInput } from '@mantine/core';
import { OnExpiry, type EditPreview, type ReceivedBy } from '../../api/model';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { Money } from '../../ui/text';
import classes from './orders.module.css';
import { today } from './today.ts';

/** What becomes of a difference that the buyer owes. */
export interface Settling {
  days: number;
  waits: boolean;
  onExpiry: OnExpiry;
  /** How it was paid already, to a person; null where its buyer gets a link. */
  receivedBy: ReceivedBy | null;
  receivedOn: string;
  reference: string;
}

/** What the order cost, what it would cost, and who pays whom the difference. */
export function EditOutcome({ preview, isFresh }: { preview: EditPreview; isFresh: boolean }) {
  const { t, locale } = useWords();
  const { before, after, difference, refund, adjusted } = preview;
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
    if (adjusted.amount_minor > 0) {
      return t('orders.edit_adjusted_up', { amount: money(adjusted, locale) });
    }
    if (difference.amount_minor > 0) {
      return t('orders.edit_owed', { amount: money(difference, locale) });
    }
    if (difference.amount_minor === 0) return t('orders.edit_even');
    return [
      adjusted.amount_minor < 0
        ? t('orders.edit_adjusted_down', {
            amount: money({ ...adjusted, amount_minor: -adjusted.amount_minor }, locale),
          })
        : '',
      adjusted.amount_minor === 0 || refund.amount_minor > 0
        ? t('orders.edit_refund', { amount: money(refund, locale) })
        : '',
    ]
      .filter(Boolean)
      .join(' ');
  }
}

const BY_LINK = 'link';
const PAID_OUTSIDE = ['transfer', 'cash', 'card'] as const satisfies readonly ReceivedBy[];

interface SettleProps {
  settling: Settling;
  change: (settling: Settling) => void;
}

export function SettleDifference({ settling, change }: SettleProps) {
  const { t, word } = useWords();
  const can = useCan();
  const { receivedBy } = settling;
  return (
    <>
      {can('orders.refund') ? (
        <Select
          label={t('orders.edit_paid_by')}
          description={t('orders.edit_paid_by_hint')}
          allowDeselect={false}
          value={receivedBy ?? BY_LINK}
          onChange={(by) =>
            change({ ...settling, receivedBy: by === BY_LINK ? null : (by as ReceivedBy) })
          }
          data={[
            { value: BY_LINK, label: t('orders.edit_by_link') },
            ...PAID_OUTSIDE.map((by) => ({ value: by, label: word('received_by', by) })),
          ]}
        />
      ) : null}
      {receivedBy === null ? <Waiting settling={settling} change={change} /> : null}
      {receivedBy === null ? null : (
        <>
          <TextInput
            type="date"
            label={t('orders.received_on')}
            required
            max={today()}
            value={settling.receivedOn}
            onChange={(event) => change({ ...settling, receivedOn: event.currentTarget.value })}
          />
          <TextInput
            label={t('orders.received_reference')}
            maxLength={200}
            value={settling.reference}
            onChange={(event) => change({ ...settling, reference: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

/** Its buyer pays by a link: until when, what is sent before, and what happens without it. */
function Waiting({ settling, change }: SettleProps) {
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
