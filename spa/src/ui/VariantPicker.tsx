import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { VariantChoice } from '../api/model';
import { getFindVariantsQueryOptions } from '../api/products';
import { useWords } from '../i18n';
import { money } from '../i18n/figures.ts';
import { useOptions } from './options.ts';
import classes from './VariantPicker.module.css';

interface VariantPickerProps {
  label: string;
  description?: string;
  currency: string;
  choose: (variant: VariantChoice, name: string) => void;
  disabled?: boolean;
}

/** A variant found by name, SKU or barcode, with what is free of it and what it costs today. */
export function VariantPicker({
  label,
  description,
  currency,
  choose,
  disabled,
}: VariantPickerProps) {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  const { data, isFetching, isError } = useQuery({
    ...getFindVariantsQueryOptions({ q: asked, currency, language: locale, limit: 20 }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const found = asked === '' ? [] : (data?.items ?? []);
  const bySku = new Map(found.map((one) => [one.sku, one]));
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('picker.hint')}
      searchable
      disabled={disabled ?? false}
      maxDropdownHeight={320}
      searchValue={text}
      onSearchChange={setText}
      // The server has looked already.
      filter={({ options }) => options}
      data={found.map((one) => ({
        value: one.sku,
        label: [one.name, inWords(one.options)].filter(Boolean).join(' · '),
      }))}
      renderOption={({ option }) => {
        const one = bySku.get(option.value);
        return one ? <Row one={one} name={option.label} /> : option.label;
      }}
      nothingFoundMessage={
        asked === '' || isFetching ? undefined : t(isError ? 'picker.failed' : 'form.none_found')
      }
      value={null}
      onChange={(sku, option) => {
        const one = sku === null ? undefined : bySku.get(sku);
        if (!one) return;
        choose(one, option?.label ?? one.name);
        setText('');
      }}
    />
  );
}

function Row({ one, name }: { one: VariantChoice; name: string }) {
  const { t, locale } = useWords();
  return (
    <span className={classes.row}>
      <span className={classes.name}>
        {name}
        <small>{one.sku}</small>
      </span>
      <span className={classes.facts}>
        {one.price ? money(one.price, locale) : t('products.no_price')}
        <small data-none={one.free <= 0}>
          {one.free > 0 ? t('picker.free', { count: String(one.free) }) : t('picker.none_free')}
        </small>
      </span>
    </span>
  );
}
