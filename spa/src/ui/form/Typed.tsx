import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DECIMALS } from '../../codes/currencies.gen.ts';
import { useWords, type Locale } from '../../i18n';
import { major, minorUnits } from '../../i18n/figures.ts';

interface TypedProps {
  label: string;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  inputWrapperOrder?: ('label' | 'input' | 'description' | 'error')[];
  value: number | null;
  change: (value: number | null) => void;
  /** Called with why what is typed is not read, and with null once it is. */
  fail: (why: string | null) => void;
}

interface Reading {
  read: (typed: string) => number | null;
  write: (value: number) => string;
  /** What is said of what cannot be read. */
  wrong: string;
  unit?: string;
}

/** A figure that is typed as people write it: the text stays as it was typed, the form gets the number. */
function Typed({
  value,
  change,
  fail,
  read,
  write,
  wrong,
  unit,
  error,
  ...rest
}: TypedProps & Reading) {
  const [text, setText] = useState(value === null ? '' : write(value));
  const shown = read(text) === value ? text : value === null ? '' : write(value);
  return (
    <TextInput
      {...rest}
      error={error}
      inputMode="decimal"
      autoComplete="off"
      maxLength={16}
      value={shown}
      rightSection={unit ? <span aria-hidden="true">{unit}</span> : undefined}
      rightSectionWidth={unit ? 18 + unit.length * 9 : undefined}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        const number = read(typed);
        setText(typed);
        change(number);
        fail(number === null && typed.trim() !== '' ? wrong : null);
      }}
    />
  );
}

export function AmountInput({ currency, ...rest }: TypedProps & { currency: string }) {
  const { t, locale } = useWords();
  return (
    <Typed
      {...rest}
      key={currency}
      unit={currency}
      wrong={t(DECIMALS[currency] === 0 ? 'form.whole_wrong' : 'form.amount_wrong')}
      read={(typed) => minorUnits(typed, currency, locale)}
      write={(value) => major({ amount_minor: value, currency }, locale)}
    />
  );
}

/** Basis points as percent: 2100 is typed and shown as 21. */
export function PercentInput(props: TypedProps) {
  const { t, locale } = useWords();
  return (
    <Typed
      {...props}
      unit="%"
      wrong={t('form.percent_wrong')}
      read={(typed) => basisPoints(typed)}
      write={(value) => percent(value, locale)}
    />
  );
}

export function NumberInput({
  least = 0,
  most,
  unit,
  ...rest
}: TypedProps & { least?: number; most?: number; unit?: string }) {
  const { t } = useWords();
  const limits = { least: String(least), most: String(most) };
  return (
    <Typed
      {...rest}
      {...(unit ? { unit } : {})}
      wrong={t(most === undefined ? 'form.whole_least' : 'form.whole_between', limits)}
      read={(typed) => {
        if (!/^-?\d{1,9}$/.test(typed.trim())) return null;
        const number = Number(typed);
        return number < least || (most !== undefined && number > most) ? null : number;
      }}
      write={String}
    />
  );
}

function basisPoints(typed: string): number | null {
  const plain = typed.trim().replace(',', '.');
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(plain)) return null;
  const points = Math.round(Number(plain) * 100);
  return points > 10_000 ? null : points;
}

/** 550 as "5,5". */
export function percent(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value / 100);
}
