import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Order, OrderEditing } from '../../api/model';
import { getListStockQueryOptions } from '../../api/stock';
import { useWords } from '../../i18n';
import { major, money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
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

export function AddLine({ draft, change }: PartProps) {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text, 250);
  const isAsked = q.trim() !== '';
  const { data } = useQuery({
    ...getListStockQueryOptions({ q, limit: 20, language: locale }),
    enabled: isAsked,
  });
  const found = isAsked ? (data?.items ?? []) : [];
  return (
    <Select
      label={t('drafts.add')}
      placeholder={t('drafts.add_hint')}
      searchable
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      data={found.map((row) => ({
        value: row.sku,
        label: [row.name, inWords(row.options), row.sku].filter(Boolean).join(' · '),
      }))}
      nothingFoundMessage={isAsked ? t('form.none_found') : undefined}
      value={null}
      onChange={(sku) => {
        const row = found.find((one) => one.sku === sku);
        if (!row || draft.added.some((one) => one.sku === sku)) return;
        const name = [row.name, inWords(row.options)].filter(Boolean).join(' · ');
        change({ added: [...draft.added, { sku: row.sku, name, quantity: '1', price: '' }] });
        setText('');
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
