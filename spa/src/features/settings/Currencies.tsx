import { ActionIcon, Button, MultiSelect, Select } from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { CurrencySettings } from '../../api/model';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { countryOptions, currencyName } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';
import { CurrencyRate, firstConversion } from './CurrencyRate';
import classes from './rows.module.css';

interface Holds {
  currencies: CurrencySettings[];
}

export function drawCurrencies<V extends Holds>(form: FormOf<V>, error: string | undefined) {
  return (
    <Currencies
      rows={form.values.currencies}
      change={(currencies) => form.set({ currencies } as Partial<V>)}
      error={error}
    />
  );
}

interface CurrenciesProps {
  rows: readonly CurrencySettings[];
  change: (rows: CurrencySettings[]) => void;
  error: string | undefined;
}

/** The currencies that the shop sells in, the default first, each with the country whose taxes a cart shows at first. */
function Currencies({ rows, change, error }: CurrenciesProps) {
  const { t, locale } = useWords();
  const { countries } = useChoices();
  const codes = Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${currencyName(code, locale)}`,
  }));
  const base = rows[0]?.code ?? '';
  const write = (at: number, part: Partial<CurrencySettings>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <fieldset className={classes.group} aria-invalid={error ? true : undefined}>
      <legend>{t('settings.currencies')}</legend>
      <p className={ui.soft}>{t('settings.currencies_hint')}</p>
      {rows.map((row, at) => (
        <div key={row.code || at} className={classes.block}>
          <div className={classes.row}>
            <Select
              aria-label={t('settings.currency')}
              data={codes.filter(
                ({ value }) => value === row.code || !rows.some(({ code }) => code === value),
              )}
              searchable
              allowDeselect={false}
              value={row.code || null}
              placeholder={t('settings.currency')}
              onChange={(code) => write(at, { code: code ?? '' })}
            />
            <Select
              aria-label={t('settings.currency_country')}
              data={countryOptions(locale, undefined, countries)}
              searchable
              allowDeselect={false}
              value={row.country || null}
              onChange={(country) => write(at, { country: country ?? '' })}
            />
            <Select
              aria-label={t('settings.price_tax')}
              data={[
                { value: 'included', label: t('settings.tax_included') },
                { value: 'added', label: t('settings.tax_added') },
              ]}
              allowDeselect={false}
              value={row.includes_tax ? 'included' : 'added'}
              onChange={(how) => write(at, { includes_tax: how !== 'added' })}
            />
            {at === 0 ? null : (
              <Select
                aria-label={t('settings.prices_are')}
                data={[
                  { value: 'own', label: t('settings.prices_own') },
                  { value: 'converted', label: t('settings.prices_converted', { base }) },
                ]}
                allowDeselect={false}
                value={row.conversion ? 'converted' : 'own'}
                onChange={(how) =>
                  write(at, { conversion: how === 'converted' ? firstConversion(today()) : null })
                }
              />
            )}
            <span className={classes.end}>
              {at === 0 ? (
                <span className={ui.soft}>{t('settings.default')}</span>
              ) : (
                <ActionIcon
                  aria-label={t('settings.make_default', { code: row.code })}
                  onClick={() =>
                    change(
                      [row, ...rows.filter((other) => other !== row)].map((one) => ({
                        ...one,
                        conversion: null,
                      })),
                    )
                  }
                >
                  <IconArrowUp size={17} />
                </ActionIcon>
              )}
              <ActionIcon
                aria-label={t('settings.remove_row', { name: row.code })}
                disabled={rows.length === 1}
                onClick={() => change(rows.filter((other) => other !== row))}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </span>
          </div>
          {rows.length > 1 ? (
            <MultiSelect
              label={t('settings.currency_first_in')}
              data={countryOptions(locale, undefined, countries).filter(
                ({ value }) =>
                  row.first_in.includes(value) ||
                  !rows.some((other) => other.first_in.includes(value)),
              )}
              searchable
              clearable
              value={row.first_in}
              onChange={(first_in) => write(at, { first_in })}
            />
          ) : null}
          {at > 0 && row.conversion && row.code ? (
            <CurrencyRate
              code={row.code}
              base={base}
              value={row.conversion}
              change={(conversion) => write(at, { conversion })}
            />
          ) : null}
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
                code: '',
                country: countries[0] ?? 'ES',
                rounding_minor: 1,
                includes_tax: true,
                conversion: null,
                first_in: [],
              },
            ])
          }
        >
          {t('settings.add_currency')}
        </Button>
      </div>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </fieldset>
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
