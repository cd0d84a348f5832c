import { MultiSelect } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetProductQueryOptions, getListProductsQueryOptions } from '../../api/products';
import { useWords } from '../../i18n';

interface ProductsInputProps {
  label: string;
  most: number;
  error?: string | undefined;
  value: readonly string[];
  change: (ids: readonly string[]) => void;
}

/** Products by name, in the order in which they were chosen. */
export function ProductsInput({ label, most, error, value, change }: ProductsInputProps) {
  const { t, locale } = useWords();
  const [typed, setTyped] = useState('');
  const asked = { language: locale, limit: 20, ...(typed ? { q: typed } : {}) };
  const { data: found } = useQuery(getListProductsQueryOptions(asked));
  const chosen = useQueries({ queries: value.map((id) => getGetProductQueryOptions(id)) });
  const known = new Map([
    ...(found?.items ?? []).map(({ id, name }) => [id, name] as const),
    ...value.map(
      (id, at) =>
        [id, chosen[at]?.data?.texts[locale]?.name ?? chosen[at]?.data?.slug ?? id] as const,
    ),
  ]);
  return (
    <MultiSelect
      label={label}
      error={error}
      data={[...known].map(([id, name]) => ({ value: id, label: name }))}
      searchable
      hidePickedOptions
      maxValues={most}
      nothingFoundMessage={t('form.none_found')}
      searchValue={typed}
      onSearchChange={setTyped}
      value={[...value]}
      onChange={change}
    />
  );
}
