import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getListStockQueryOptions } from '../../api/stock';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { AmountInput, NumberInput } from '../../ui/form/Typed';
import { useOptions } from '../../ui/options.ts';
import classes from './promotions.module.css';
import type { Amounts, PromotionValues, Tier } from './values.ts';

const MOST_TIERS = 10;

interface InputProps<T> {
  form: FormOf<PromotionValues>;
  name: string;
  label: string;
  hint?: string;
  error: string | undefined;
  value: T;
  change: (value: T) => void;
}

/** An amount in each currency of the shop; an empty one is none in that currency. */
export function AmountsInput(props: InputProps<Amounts>) {
  const { form, name, label, hint, error, value, change } = props;
  const { currencies } = useChoices();
  return (
    <div className={classes.amounts}>
      {currencies.map((currency, at) => (
        <AmountInput
          key={currency}
          label={`${label} · ${currency}`}
          description={hint}
          error={form.errors[`${name}.${currency}`] ?? (at === 0 ? error : undefined)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          currency={currency}
          value={value[currency] ?? null}
          change={(minor) => {
            const { [currency]: _, ...others } = value;
            change(minor === null ? others : { ...others, [currency]: minor });
          }}
          fail={(why) => form.fail(name, why)}
        />
      ))}
    </div>
  );
}

/** "From 5 pieces: 10 %", a row each. */
export function TiersInput({ form, name, error, value, change }: InputProps<readonly Tier[]>) {
  const { t } = useWords();
  const put = (at: number, part: Partial<Tier>) =>
    change(value.map((tier, place) => (place === at ? { ...tier, ...part } : tier)));
  return (
    <fieldset className={classes.tiers}>
      <legend>{t('promotions.tiers')}</legend>
      {value.map((tier, at) => (
        // A tier is its place: there is nothing else to know it by.
        // oxlint-disable-next-line react/no-array-index-key
        <div className={classes.tier} key={at}>
          <NumberInput
            label={t('promotions.tier_from', { place: at + 1 })}
            value={tier.from_quantity}
            change={(from_quantity) => put(at, { from_quantity })}
            fail={(why) => form.fail(name, why)}
            least={1}
          />
          <NumberInput
            label={t('promotions.tier_percent', { place: at + 1 })}
            value={tier.percent}
            change={(percent) => put(at, { percent })}
            fail={(why) => form.fail(name, why)}
            least={1}
            most={100}
            unit="%"
          />
          <ActionIcon
            variant="subtle"
            aria-label={t('promotions.tier_remove', { place: at + 1 })}
            disabled={value.length === 1}
            onClick={() => change(value.filter((_, place) => place !== at))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      {error ? <p className={classes.wrong}>{error}</p> : null}
      {value.length < MOST_TIERS ? (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => change([...value, { from_quantity: null, percent: null }])}
        >
          {t('promotions.tier_add')}
        </Button>
      ) : null}
    </fieldset>
  );
}

/** The variant that is given, found by its SKU or name. */
export function GiftInput({ label, error, value, change }: InputProps<string | null>) {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const [typed, setTyped] = useState('');
  const { data } = useQuery(
    getListStockQueryOptions({ language: locale, limit: 20, ...(typed ? { q: typed } : {}) }),
  );
  const found = (data?.items ?? []).map(({ variant_id, sku, name, options }) => ({
    value: variant_id,
    label: [name, inWords(options), sku].filter(Boolean).join(' · '),
  }));
  const known = value === null || found.some((one) => one.value === value);
  return (
    <Select
      label={label}
      error={error}
      required
      searchable
      data={known ? found : [{ value, label: t('promotions.gift_chosen') }, ...found]}
      nothingFoundMessage={t('form.none_found')}
      onSearchChange={setTyped}
      value={value}
      onChange={change}
    />
  );
}

export function TimeInput({ label, error, value, change }: InputProps<string>) {
  return (
    <TextInput
      label={label}
      error={error}
      type="time"
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
