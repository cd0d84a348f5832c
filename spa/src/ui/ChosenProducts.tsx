import { ActionIcon, Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CollectionProduct } from '../api/model';
import { getListProductsQueryOptions } from '../api/products';
import { useWords } from '../i18n';
import ui from './layout.module.css';
import classes from './ChosenProducts.module.css';

interface ChosenProps {
  chosen: readonly CollectionProduct[];
  change: (chosen: CollectionProduct[]) => void;
  error: string | undefined;
}

/** Products by hand, in their order; one is found by its name or SKU. */
export function ChosenProducts({ chosen, change, error }: ChosenProps) {
  const { t, locale } = useWords();
  const [query, setQuery] = useState('');
  const { data } = useQuery(getListProductsQueryOptions({ q: query, language: locale, limit: 20 }));
  const found = (data?.items ?? []).filter(({ id }) => chosen.every((one) => one.id !== id));
  function move(at: number, to: number) {
    const next = [...chosen];
    next.splice(to, 0, ...next.splice(at, 1));
    change(next);
  }
  return (
    <div className={ui.form}>
      <Select
        label={t('collections.add_product')}
        data={found.map(({ id, name }) => ({ value: id, label: name }))}
        filter={({ options }) => options}
        searchable
        searchValue={query}
        onSearchChange={setQuery}
        nothingFoundMessage={t('form.none_found')}
        value={null}
        onChange={(id) => {
          const product = found.find((one) => one.id === id);
          if (product) change([...chosen, { id: product.id, name: product.name }]);
          setQuery('');
        }}
      />
      {chosen.length === 0 ? <p className={ui.soft}>{t('collections.no_products')}</p> : null}
      <ol className={classes.chosen}>
        {chosen.map(({ id, name }, at) => (
          <li key={id}>
            <span>{name}</span>
            <ActionIcon
              aria-label={t('categories.up', { name })}
              disabled={at === 0}
              onClick={() => move(at, at - 1)}
            >
              <IconArrowUp size={17} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('categories.down', { name })}
              disabled={at === chosen.length - 1}
              onClick={() => move(at, at + 1)}
            >
              <IconArrowDown size={17} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('settings.remove_row', { name })}
              onClick={() => change(chosen.filter((one) => one.id !== id))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}
