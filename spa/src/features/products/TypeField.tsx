import { Select } from '@mantine/core';
import type { ProductType } from '../../api/model';
import { useWords } from '../../i18n';
import { typeName } from '../../ui/productTypes.ts';

interface TypeFieldProps {
  types: readonly ProductType[];
  value: string | null;
  change: (typeId: string | null) => void;
  error: string | undefined;
}

export function TypeField({ types, value, change, error }: TypeFieldProps) {
  const { t, locale } = useWords();
  return (
    <Select
      label={t('products.type')}
      description={t('products.type_hint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      clearable
      data={types.map((one) => ({ value: one.id, label: typeName(one, locale) }))}
      value={value}
      onChange={change}
    />
  );
}
