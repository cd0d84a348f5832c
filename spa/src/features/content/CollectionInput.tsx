import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getListCollectionsQueryOptions } from '../../api/products';
import { useWords } from '../../i18n';

interface CollectionInputProps {
  value: string | null;
  change: (id: string | null) => void;
}

export function CollectionInput({ value, change }: CollectionInputProps) {
  const { t, locale } = useWords();
  const { data } = useQuery(getListCollectionsQueryOptions());
  return (
    <Select
      label={t('content.to_collection')}
      searchable
      data={(data?.items ?? []).map(({ id, texts, slug }) => ({
        value: id,
        label: texts[locale]?.['name'] || slug,
      }))}
      nothingFoundMessage={t('form.none_found')}
      value={value}
      onChange={change}
    />
  );
}
