import { ActionIcon, Button, Select, Switch } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { countryName, countryOptions } from '../../ui/form/names.ts';
import { NumberInput } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import type { CountryRow } from './returnCountryRows.ts';
import classes from './rows.module.css';

interface ReturnCountriesProps<V> {
  form: FormOf<V>;
  rows: readonly CountryRow[];
  /** What a new row begins with: what holds everywhere else. */
  usual: { window_days: number | null; buyer_pays: boolean };
  change: (rows: CountryRow[]) => void;
  error: string | undefined;
}

/** The countries where the promise differs, each with all of its own rule. */
export function ReturnCountries<V>({ form, rows, usual, change, error }: ReturnCountriesProps<V>) {
  const { t, locale } = useWords();
  const { countries } = useChoices();
  const options = countryOptions(locale, undefined, countries);
  const write = (at: number, part: Partial<CountryRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={classes.group} role="group" aria-label={t('returns.countries')}>
      <p className={ui.soft}>{t('returns.countries_hint')}</p>
      {error ? <p role="alert">{error}</p> : null}
      {rows.map((row, at) => (
        <div key={row.key} className={classes.row}>
          <Select
            label={t('returns.country')}
            data={options.filter(
              ({ value }) => value === row.country || rows.every((one) => one.country !== value),
            )}
            searchable
            allowDeselect={false}
            nothingFoundMessage={t('form.none_found')}
            value={row.country}
            onChange={(country) => write(at, { country })}
          />
          <NumberInput
            label={t('returns.window_days')}
            most={3650}
            value={row.window_days}
            change={(window_days) => write(at, { window_days })}
            fail={(why) => form.fail(`countries.${row.key}`, why)}
          />
          <Switch
            className={classes.level}
            label={t('returns.buyer_pays_there')}
            checked={row.buyer_pays}
            onChange={(event) => write(at, { buyer_pays: event.currentTarget.checked })}
          />
          <span className={`${classes.end} ${classes.level}`}>
            <ActionIcon
              variant="subtle"
              aria-label={t('settings.remove_row', {
                name: row.country === null ? '' : countryName(row.country, locale),
              })}
              onClick={() => {
                form.fail(`countries.${row.key}`, null);
                change(rows.filter((other) => other !== row));
              }}
            >
              <IconTrash size={17} aria-hidden="true" />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, { key: crypto.randomUUID(), country: null, ...usual }])}
        >
          {t('returns.add_country')}
        </Button>
      </div>
    </div>
  );
}
