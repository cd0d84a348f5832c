import { TextInput } from '@mantine/core';
import { useWords } from '../../i18n';
import classes from '../../ui/layout.module.css';
import { unitsIn } from './acting.ts';

interface UnitsProps {
  label: string;
  most: number;
  typed: string;
  change: (typed: string) => void;
}

/** How many of a line; what is more than there is says so at once. */
export function Units({ label, most, typed, change }: UnitsProps) {
  const { t } = useWords();
  return (
    <TextInput
      className={classes.wide}
      label={label}
      description={t('returns.at_most', { count: most })}
      inputMode="numeric"
      autoComplete="off"
      maxLength={4}
      placeholder="0"
      disabled={most === 0}
      value={typed}
      error={unitsIn(typed, most) === null ? t('returns.at_most', { count: most }) : undefined}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
