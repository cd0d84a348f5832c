import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StaffRole } from '../../api/model';
import { getListReportChoicesQueryOptions } from '../../api/reports';
import { getListLocationsQueryOptions } from '../../api/settings';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { useChoices } from '../../ui/choices.ts';
import { countryOptions } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';

export type Scope = StaffRole['scope'];

/** The ways by which every shop takes orders; others are known by their sales. */
const CHANNELS = ['web', 'phone', 'marketplace'] as const;

/** Of which rows a role shows reports. What cannot be told by row is then not shown at all. */
export function RowScope({ scope, change }: { scope: Scope; change: (scope: Scope) => void }) {
  const { t, locale } = useWords();
  const can = useCan();
  const { countries } = useChoices();
  const locations = useQuery({ ...getListLocationsQueryOptions(), enabled: can('stock.read') });
  const sold = useQuery({ ...getListReportChoicesQueryOptions(), enabled: can('reports.read') });
  const channels = sold.data?.items.flatMap(({ channel }) => channel || []) ?? [];
  function set(way: keyof Scope, values: string[]) {
    const { [way]: _, ...others } = scope;
    change(values.length > 0 ? { ...others, [way]: values } : others);
  }
  const chosen = (way: keyof Scope) => ({
    placeholder: scope[way] ? undefined : t('roles.scope_all'),
    clearable: true,
    searchable: true,
    value: [...(scope[way] ?? [])],
    onChange: (values: string[]) => set(way, values),
  });
  const withOwn = (way: keyof Scope, values: readonly string[]) => [
    ...new Set([...values, ...(scope[way] ?? [])]),
  ];
  const names = new Map(locations.data?.items.map(({ code, name }) => [code, name] as const));
  return (
    <div className={ui.form}>
      <p className={ui.soft}>{t('roles.scope_hint')}</p>
      <MultiSelect
        label={t('roles.scope_channel')}
        {...chosen('channel')}
        data={withOwn('channel', [...CHANNELS, ...channels]).map((value) => {
          const known = CHANNELS.find((one) => one === value);
          return { value, label: known ? t(`roles.channel_${known}`) : value };
        })}
      />
      <MultiSelect
        label={t('roles.scope_country')}
        {...chosen('country')}
        data={[...countryOptions(locale, undefined, countries)]}
      />
      <MultiSelect
        label={t('roles.scope_location')}
        {...chosen('location')}
        data={withOwn('location', [...names.keys()]).map((value) => ({
          value,
          label: names.get(value) ?? value,
        }))}
      />
    </div>
  );
}
