import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Filters.module.css';

export function Filters({ children }: { children: ReactNode }) {
  return (
    <div className={classes.filters} role="search">
      {children}
    </div>
  );
}

/** What is typed goes into the URL once the hand rests. */
export function SearchField({
  label,
  value,
  change,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
}) {
  const rested = useDebouncedCallback(change, 300);
  return (
    <TextInput
      key={value === '' ? 'empty' : 'typed'}
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      maxLength={120}
      leftSection={<IconSearch size={16} />}
      onChange={(event) => rested(event.currentTarget.value)}
    />
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  change: (value: T) => void;
}

export function Choice<T extends string>({ label, value, options, change }: ChoiceProps<T>) {
  return (
    <SegmentedControl
      className={classes.choice}
      aria-label={label}
      size="sm"
      value={value}
      onChange={(chosen) => change(chosen as T)}
      data={options.map(([option, text]) => ({ value: option, label: text }))}
    />
  );
}
