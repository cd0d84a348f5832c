import { TextInput } from '@mantine/core';
import { useWords } from '../../i18n';
import classes from './look.module.css';

interface ColourInputProps {
  label: string;
  theirs: string;
  value: string;
  error: string | undefined;
  change: (colour: string) => void;
}

/** A colour, picked or typed as `#0b5d4e`; empty is the theme's. */
export function ColourInput({ label, theirs, value, error, change }: ColourInputProps) {
  const { t } = useWords();
  return (
    <TextInput
      label={label}
      description={t('look.colour_hint', { colour: theirs })}
      error={error}
      value={value}
      placeholder={theirs}
      maxLength={7}
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value.trim().toLowerCase())}
      leftSection={
        <input
          className={classes.pick}
          type="color"
          aria-label={t('look.pick', { name: label })}
          value={/^#[0-9a-f]{6}$/.test(value) ? value : theirs}
          onChange={(event) => change(event.currentTarget.value)}
        />
      }
    />
  );
}
