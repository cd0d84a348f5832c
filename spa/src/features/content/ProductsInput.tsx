import { MultiSelect } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetProductQueryOptions, getListProductsQueryOptions } from '../../api/products';
import { useWords } from '../../i18n';

const MOST = 24;

interface ProductsInputProps {
  value: readonly string[];
  change: (ids: readonly string[]) => void;
  /** "The products that are shown" where it is left out. */
  label?: string;
}

/** Products by name, in the order in which they were chosen. */
export function ProductsInput({ value, change, label }: ProductsInputProps) {
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
      label={label ?? t('content.chosen_products')}
      data={[...known].map(([id, name]) => ({ value: id, label: name }))}
      searchable
      hidePickedOptions
      maxValues={MOST}
      nothingFoundMessage={t('form.none_found')}
      searchValue={typed}
      onSearchChange={setTyped}
      value={[...value]}
      onChange={change}
    />
  );
}
