import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ShippingRate } from '../../api/model';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { countryOptions } from '../../ui/form/names.ts';
import { AmountInput } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import classes from './rows.module.css';

/** A row that keeps its identity while its country and currency are chosen. */
export interface RateRow {
  key: string;
  country: string;
  currency: string;
  amount_minor: number | null;
  free_from_minor: number | null;
}

export function rowsOf(rates: readonly ShippingRate[]): RateRow[] {
  return rates.map((rate) => ({
    key: `${rate.country}-${rate.currency}`,
    country: rate.country,
    currency: rate.currency,
    amount_minor: rate.amount_minor,
    free_from_minor: rate.free_from_minor ?? null,
  }));
}

export function ratesOf(rows: readonly RateRow[]): ShippingRate[] {
  return rows.map(({ country, currency, amount_minor, free_from_minor }) => ({
    country,
    currency,
    free_from_minor,
    amount_minor: amount_minor ?? 0,
  }));
}

interface RatesProps<V> {
  form: FormOf<V>;
  rows: readonly RateRow[];
  change: (rows: RateRow[]) => void;
  error: string | undefined;
}

/** What a method costs, for each country and currency; `*` is every country that has no row of its own. */
export function Rates<V>({ form, rows, change, error }: RatesProps<V>) {
  const { t, locale } = useWords();
  const { currencies, countries } = useChoices();
  const options = [
    { value: '*', label: t('settings.everywhere_else') },
    ...countryOptions(locale, undefined, countries),
  ];
  const write = (at: number, part: Partial<RateRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={classes.group} role="group" aria-label={t('settings.rates')}>
      {rows.length === 0 ? <p className={ui.soft}>{t('settings.no_rates')}</p> : null}
      {rows.map((row, at) => (
        <div key={row.key} className={classes.rate}>
          <Select
            label={t('settings.country')}
            data={options}
            searchable
            allowDeselect={false}
            value={row.country}
            onChange={(country) => write(at, { country: country ?? '*' })}
          />
          <Select
            label={t('settings.currency')}
            data={[...new Set([...currencies, row.currency])]}
            allowDeselect={false}
            value={row.currency}
            onChange={(currency) => write(at, { currency: currency ?? row.currency })}
          />
          <AmountInput
            label={t('settings.price')}
            currency={row.currency}
            required
            value={row.amount_minor}
            change={(amount_minor) => write(at, { amount_minor })}
            fail={(why) => form.fail(`rates.${row.key}.amount`, why)}
          />
          <AmountInput
            label={t('settings.free_from')}
            currency={row.currency}
            value={row.free_from_minor}
            change={(free_from_minor) => write(at, { free_from_minor })}
            fail={(why) => form.fail(`rates.${row.key}.free`, why)}
          />
          <span className={classes.end}>
            <ActionIcon
              aria-label={t('settings.remove_row', { name: `${row.country} ${row.currency}` })}
              onClick={() => {
                form.fail(`rates.${row.key}.amount`, null);
                form.fail(`rates.${row.key}.free`, null);
                change(rows.filter((other) => other !== row));
              }}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() =>
            change([
              ...rows,
              {
                key: crypto.randomUUID(),
                country: '*',
                currency: currencies[0] ?? 'EUR',
                amount_minor: null,
                free_from_minor: null,
              },
            ])
          }
        >
          {t('settings.add_rate')}
        </Button>
      </div>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}
