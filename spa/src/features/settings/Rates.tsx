import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { BandBy } from '../../api/model';
import { getListShippingZonesQueryOptions } from '../../api/settings';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { countryOptions } from '../../ui/form/names.ts';
import { AmountInput } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import { Band } from './Band';
import type { RateRow } from './rateRows.ts';
import classes from './rows.module.css';

interface RatesProps<V> {
  form: FormOf<V>;
  rows: readonly RateRow[];
  bandBy: BandBy;
  change: (rows: RateRow[]) => void;
  error: string | undefined;
}

/** What a method costs, for each place and currency; `*` is everywhere that has no row of its own. */
export function Rates<V>({ form, rows, bandBy, change, error }: RatesProps<V>) {
  const { t, locale } = useWords();
  const { currencies, countries } = useChoices();
  const zones = useQuery(getListShippingZonesQueryOptions());
  const options = [
    { value: '*', label: t('settings.everywhere_else') },
    ...(zones.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
    ...countryOptions(locale, undefined, countries),
  ];
  const write = (at: number, part: Partial<RateRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={classes.group} role="group" aria-label={t('settings.rates')}>
      {rows.length === 0 ? <p className={ui.soft}>{t('settings.no_rates')}</p> : null}
      {rows.map((row, at) => (
        <div key={row.key} className={`${classes.rate} ${bandBy === 'none' ? '' : classes.banded}`}>
          <Select
            label={t('settings.place')}
            data={options}
            searchable
            allowDeselect={false}
            value={row.place}
            onChange={(place) => write(at, { place: place ?? '*' })}
          />
          <Select
            label={t('settings.currency')}
            data={[...new Set([...currencies, row.currency])]}
            allowDeselect={false}
            value={row.currency}
            onChange={(currency) => write(at, { currency: currency ?? row.currency })}
          />
          {bandBy === 'none' ? null : (
            <Band
              by={bandBy}
              row={row}
              change={(part) => write(at, part)}
              fail={(name, why) => form.fail(`rates.${row.key}.${name}`, why)}
            />
          )}
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
          <span className={`${classes.end} ${classes.level}`}>
            <ActionIcon
              aria-label={t('settings.remove_row', { name: `${row.place} ${row.currency}` })}
              onClick={() => {
                for (const name of ['from', 'up_to', 'amount', 'free'])
                  form.fail(`rates.${row.key}.${name}`, null);
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
                place: '*',
                from_value: 0,
                up_to: null,
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
