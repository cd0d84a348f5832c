import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CurrencyConversion, CurrencyRounding } from '../../api/model';
import { useWords, type Locale, type Words } from '../../i18n';
import { decimalsOf, money } from '../../i18n/figures.ts';
import { PercentInput } from '../../ui/form/Typed';
import classes from './rows.module.css';

/** [step, ending] in minor units, of a currency with so many decimals. */
const STEPS: Record<number, readonly (readonly [number, number])[]> = {
  0: [
    [1, 0],
    [5, 0],
    [10, 0],
    [50, 0],
    [100, 0],
    [100, 95],
    [100, 99],
  ],
  2: [
    [1, 0],
    [5, 0],
    [10, 0],
    [50, 0],
    [100, 0],
    [100, 95],
    [100, 99],
  ],
  3: [
    [1, 0],
    [5, 0],
    [50, 0],
    [100, 0],
    [500, 0],
    [1000, 0],
    [1000, 950],
    [1000, 990],
  ],
};

export function firstConversion(today: string): CurrencyConversion {
  return {
    rate: '',
    rate_date: today,
    source: '',
    rounding: { step_minor: 1, ending_minor: 0, to: 'nearest' },
    surcharge_basis_points: 0,
  };
}

function roundingWords(
  [step, ending]: readonly [number, number],
  currency: string,
  t: Words['t'],
  locale: Locale,
): string {
  if (step === 1) return t('settings.rounding_none');
  if (ending === 0)
    return t('settings.rounding_step', { amount: money({ amount_minor: step, currency }, locale) });
  return t('settings.rounding_ending', {
    amount: money({ amount_minor: ending, currency }, locale),
  });
}

interface CurrencyRateProps {
  code: string;
  base: string;
  value: CurrencyConversion;
  change: (value: CurrencyConversion) => void;
}

/** How prices in this currency come from those in the first one: rate, surcharge and rounding. */
export function CurrencyRate({ code, base, value, change }: CurrencyRateProps) {
  const { t, locale } = useWords();
  const [wrong, setWrong] = useState<string | null>(null);
  const { rounding } = value;
  const known = STEPS[decimalsOf(code)] ?? [];
  const chosen = [rounding.step_minor, rounding.ending_minor] as const;
  const rules = known.some(([step, ending]) => step === chosen[0] && ending === chosen[1])
    ? known
    : [...known, chosen];
  const round = (part: Partial<CurrencyRounding>) =>
    change({ ...value, rounding: { ...rounding, ...part } });
  return (
    <div className={classes.conversion}>
      <TextInput
        label={t('settings.conversion_rate', { base, code })}
        inputMode="decimal"
        autoComplete="off"
        maxLength={13}
        required
        value={value.rate}
        onChange={(event) =>
          change({ ...value, rate: event.currentTarget.value.trim().replace(',', '.') })
        }
      />
      <TextInput
        type="date"
        label={t('settings.rate_date')}
        value={value.rate_date}
        onChange={(event) => change({ ...value, rate_date: event.currentTarget.value })}
      />
      <TextInput
        label={t('settings.rate_source')}
        placeholder={t('settings.rate_source_example')}
        maxLength={200}
        value={value.source}
        onChange={(event) => change({ ...value, source: event.currentTarget.value })}
      />
      <PercentInput
        label={t('settings.surcharge')}
        value={value.surcharge_basis_points}
        change={(points) => change({ ...value, surcharge_basis_points: points ?? 0 })}
        fail={setWrong}
        error={wrong}
      />
      <Select
        label={t('settings.rounding')}
        data={rules.map((rule) => ({
          value: rule.join('/'),
          label: roundingWords(rule, code, t, locale),
        }))}
        allowDeselect={false}
        value={chosen.join('/')}
        onChange={(rule) => {
          const [step = 1, ending = 0] = (rule ?? '').split('/').map(Number);
          round({ step_minor: step, ending_minor: ending });
        }}
      />
      <Select
        label={t('settings.rounding_to')}
        data={(['nearest', 'up', 'down'] as const).map((to) => ({
          value: to,
          label: t(`settings.rounding_${to}`),
        }))}
        allowDeselect={false}
        value={rounding.to}
        onChange={(to) => round({ to: (to ?? 'nearest') as CurrencyRounding['to'] })}
      />
    </div>
  );
}
