import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { LinkTarget } from '../../api/model';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import classes from './content.module.css';
import { allPages, NOWHERE, type TargetKind } from './targets.ts';

interface TargetInputProps {
  value: LinkTarget | null;
  change: (target: LinkTarget | null) => void;
  /** What is said where it leads nowhere; it has to lead somewhere where this is left out. */
  none?: string;
  error?: string | undefined;
}

/** Where a link leads: a category, a page of the shop's own, or an address. */
export function TargetInput({ value, change, none, error }: TargetInputProps) {
  const { t, locale } = useWords();
  const { data: categories = [] } = useQuery(allCategories());
  const { data: pages = [] } = useQuery(allPages());
  const kinds = [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    { value: 'category', label: t('content.to_category') },
    { value: 'page', label: t('content.to_page') },
    { value: 'address', label: t('content.to_address') },
  ];
  const named = {
    category: categoryOptions(categories, locale).map(([id, label]) => ({ value: id, label })),
    page: pages.map(({ id, titles }) => ({
      value: id,
      label: titles[locale] ?? Object.values(titles)[0] ?? '',
    })),
  };
  function choose(kind: string | null) {
    if (!kind) return change(null);
    const isNamed = kind === 'category' || kind === 'page';
    const first = isNamed ? named[kind][0]?.value : NOWHERE.value;
    return change({ kind: kind as TargetKind, value: first ?? '' });
  }
  return (
    <div className={classes.target}>
      <Select
        label={t('content.leads_to')}
        data={kinds}
        allowDeselect={false}
        value={value?.kind ?? ''}
        onChange={choose}
      />
      {value?.kind === 'category' || value?.kind === 'page' ? (
        <Select
          label={t(value.kind === 'page' ? 'content.to_page' : 'content.to_category')}
          data={named[value.kind]}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('form.none_found')}
          error={error}
          value={value.value}
          onChange={(id) => change({ ...value, value: id ?? '' })}
        />
      ) : null}
      {value?.kind === 'address' ? (
        <TextInput
          label={t('content.to_address')}
          description={t('content.address_hint')}
          error={error}
          maxLength={2000}
          value={value.value}
          onChange={(event) => change({ ...value, value: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}
