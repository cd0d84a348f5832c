import { Select, TextInput } from '@mantine/core';
import type { Order, OrderEditing } from '../../api/model';
import { useWords } from '../../i18n';
import { major, money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { VariantPicker } from '../../ui/VariantPicker';
import { leastOf, unitsOf, type Draft, type Typed } from './editing.ts';
import classes from './orders.module.css';

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

export function EditLines(props: PartProps & { order: Order; basis: OrderEditing }) {
  const { order, basis, draft, change } = props;
  const { t, locale } = useWords();
  const inWords = useOptions();
  const set = (line: number, quantity: number, part: Partial<Typed>) => {
    const before = draft.lines[line] ?? { quantity: String(quantity), price: '' };
    change({ lines: { ...draft.lines, [line]: { ...before, ...part } } });
  };
  return (
    <ul className={`${classes.lines} ${ui.form}`}>
      {order.lines.map((line) => {
        const least = leastOf(basis, line.line);
        const typed = draft.lines[line.line] ?? { quantity: String(line.quantity), price: '' };
        const units = unitsOf(typed.quantity);
        return (
          <li key={line.line}>
            <span>
              {line.name}
              <small className={classes.of}>
                {[line.sku, inWords(line.options)].filter(Boolean).join(' · ')}
                {least > 0 ? ` · ${t('orders.edit_least', { count: String(least) })}` : ''}
              </small>
            </span>
            <TextInput
              className={classes.units}
              aria-label={t('orders.edit_units', { name: line.name })}
              inputMode="numeric"
              autoComplete="off"
              maxLength={3}
              value={typed.quantity}
              error={units === null || units < least}
              onChange={(event) =>
                set(line.line, line.quantity, { quantity: event.currentTarget.value })
              }
            />
            <OwnPrice
              label={t('orders.edit_price', { name: line.name })}
              usual={major(line.unit, locale)}
              isFixed={least > 0}
              value={typed.price}
              set={(price) => set(line.line, line.quantity, { price })}
            />
          </li>
        );
      })}
      {draft.added.map((one) => {
        const put = (part: Partial<Typed>) =>
          change({
            added: draft.added.map((each) => (each.sku === one.sku ? { ...each, ...part } : each)),
          });
        return (
          <li key={one.sku}>
            <span>
              {one.name}
              <small className={classes.of}>
                {one.sku} · {t('orders.edit_new')}
              </small>
            </span>
            <TextInput
              className={classes.units}
              aria-label={t('orders.edit_units', { name: one.name })}
              inputMode="numeric"
              autoComplete="off"
              maxLength={3}
              value={one.quantity}
              error={unitsOf(one.quantity) === null}
              onChange={(event) => put({ quantity: event.currentTarget.value })}
            />
            <OwnPrice
              label={t('orders.edit_price', { name: one.name })}
              usual={t('orders.edit_todays_price')}
              isFixed={false}
              value={one.price}
              set={(price) => put({ price })}
            />
          </li>
        );
      })}
    </ul>
  );
}

interface OwnPriceProps {
  label: string;
  usual: string;
  isFixed: boolean;
  value: string;
  set: (typed: string) => void;
}

/** Another price for one unit; empty is what was agreed. */
function OwnPrice({ label, usual, isFixed, value, set }: OwnPriceProps) {
  const can = useCan();
  return (
    <TextInput
      className={classes.price}
      aria-label={label}
      inputMode="decimal"
      autoComplete="off"
      maxLength={14}
      placeholder={usual}
      disabled={isFixed || !can('orders.discount')}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

export function AddLine({ draft, change, currency }: PartProps & { currency: string }) {
  const { t } = useWords();
  return (
    <VariantPicker
      label={t('drafts.add')}
      currency={currency}
      choose={({ sku }, name) => {
        if (draft.added.some((one) => one.sku === sku)) return;
        change({ added: [...draft.added, { sku, name, quantity: '1', price: '' }] });
      }}
    />
  );
}

export function EditShipping(props: PartProps & { order: Order; basis: OrderEditing }) {
  const { order, basis, draft, change } = props;
  const { t, locale } = useWords();
  const can = useCan();
  if (basis.ways.length === 0) return null;
  return (
    <div className={ui.row}>
      <Select
        label={t('orders.edit_way')}
        allowDeselect={false}
        value={draft.way || order.shipping_code}
        onChange={(way) => change({ way: way ?? '' })}
        data={basis.ways.map((way) => ({
          value: way.code,
          label: `${way.name} · ${money(way.price, locale)}`,
        }))}
      />
      <TextInput
        label={t('orders.edit_shipping')}
        inputMode="decimal"
        autoComplete="off"
        maxLength={14}
        disabled={!can('orders.discount')}
        value={draft.shipping}
        onChange={(event) => change({ shipping: event.currentTarget.value })}
      />
    </div>
  );
}
