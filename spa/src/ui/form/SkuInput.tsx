import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getListStockQueryOptions } from '../../api/stock';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import ui from '../layout.module.css';
import { useOptions } from '../options.ts';

const REST_MS = 250;

interface SkuInputProps {
  label: string;
  value: string;
  change: (sku: string) => void;
  error?: string | undefined;
}

/** A SKU, found by any part of it or of its product's name; who may not see the stock types it whole. */
export function SkuInput({ label, value, change, error }: SkuInputProps) {
  const { t, locale } = useWords();
  const can = useCan();
  const inWords = useOptions();
  const [typed] = useDebouncedValue(value.trim(), REST_MS);
  const { data } = useQuery({
    ...getListStockQueryOptions({ q: typed, limit: 10, language: locale }),
    enabled: typed !== '' && can('stock.read'),
  });
  const found = new Map((data?.items ?? []).map((row) => [row.sku, row]));
  return (
    <Autocomplete
      label={label}
      placeholder={t('simulator.find')}
      required
      error={error}
      value={value}
      onChange={change}
      data={[...found.keys()]}
      // The shop has searched already, in the names too.
      filter={({ options }) => options}
      renderOption={({ option }) => {
        const row = found.get(option.value);
        return (
          <span>
            {option.value}
            <span className={ui.soft}>
              {row ? ` · ${[row.name, inWords(row.options)].filter(Boolean).join(' · ')}` : null}
            </span>
          </span>
        );
      }}
    />
  );
}
