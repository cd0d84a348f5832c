import type { StockLocation } from '../../api/model';
import {
  changeLocation,
  getGetLocationQueryKey,
  getListLocationsQueryKey,
  getLocation,
} from '../../api/settings';
import { useWords } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import {
  hourRows,
  hoursOf,
  specialDaysOf,
  specialRows,
  weekdayName,
  type HourRow,
  type SpecialRow,
} from './hourRows.ts';
import { Hours, SpecialDays } from './Hours';
import { kindOf, KINDS } from './LocationDialog';

interface Values {
  name: string;
  country: string | null;
  kind: string | null;
  sellable: boolean;
  position: number | null;
  first_for: readonly string[];
  line1: string;
  line2: string;
  postal_code: string;
  city: string;
  region: string;
  phone: string;
  hours: HourRow[];
  special_days: SpecialRow[];
  can_pick_up: boolean;
  preparation_hours: number | null;
  words: Readonly<Record<string, string>>;
  cut_off: string;
  working_days: readonly string[];
}

function valuesOf(location: StockLocation): Values {
  const { name, country, kind, sellable, position, first_for, can_pick_up, words } = location;
  const { line1, line2, postal_code, city, region, phone, preparation_hours } = location;
  return {
    name,
    country,
    kind,
    sellable,
    position,
    first_for,
    line1,
    line2,
    postal_code,
    city,
    region,
    phone,
    hours: hourRows(location.hours),
    special_days: specialRows(location.special_days),
    can_pick_up,
    preparation_hours,
    words,
    cut_off: location.cut_off ?? '',
    working_days: location.working_days.map(String),
  };
}

function useFields(): Field<Values>[] {
  const { t, n, word, locale } = useWords();
  const line = (name: 'line1' | 'line2' | 'postal_code' | 'city' | 'region' | 'phone') =>
    ({ kind: 'text', name, label: t(`settings.${name}`), most: 200, isHalf: true }) as const;
  return [
    { kind: 'text', name: 'name', label: t('staff.name'), required: true },
    {
      kind: 'country',
      name: 'country',
      label: t('settings.country'),
      required: true,
      isHalf: true,
    },
    {
      kind: 'choice',
      name: 'kind',
      label: t('settings.kind'),
      required: true,
      options: KINDS.map((one) => [one, word('location_kind', one)] as const),
      isHalf: true,
    },
    {
      kind: 'switch',
      name: 'sellable',
      label: t('settings.sellable'),
      hint: t('settings.sellable_hint'),
    },
    {
      kind: 'number',
      name: 'position',
      label: t('settings.position'),
      hint: t('settings.location_position_hint'),
      required: true,
      most: 10_000,
    },
    {
      kind: 'countries',
      name: 'first_for',
      label: t('settings.first_for'),
      hint: t('settings.first_for_hint'),
    },
    line('line1'),
    line('line2'),
    line('postal_code'),
    line('city'),
    line('region'),
    line('phone'),
    {
      kind: 'own',
      name: 'hours',
      label: t('settings.hours'),
      path: 'hours.*',
      draw: ({ values, set }, error) => (
        <Hours rows={values.hours} change={(hours) => set({ hours })} error={error} />
      ),
      inWords: ({ hours }) => n('settings.hours_count', hours.length),
    },
    {
      kind: 'own',
      name: 'special_days',
      label: t('settings.special_days'),
      path: 'special_days.*',
      draw: ({ values, set }, error) => (
        <SpecialDays
          rows={values.special_days}
          change={(special_days) => set({ special_days })}
          error={error}
        />
      ),
      inWords: ({ special_days }) => special_days.map(({ day }) => day).join(', '),
    },
    {
      kind: 'switch',
      name: 'can_pick_up',
      label: t('settings.can_pick_up'),
      hint: t('settings.can_pick_up_hint'),
    },
    {
      kind: 'number',
      name: 'preparation_hours',
      label: t('settings.preparation_hours'),
      hint: t('settings.preparation_hours_hint'),
      required: true,
      most: 720,
      when: ({ can_pick_up }) => can_pick_up,
    },
    {
      kind: 'texts',
      name: 'words',
      label: t('settings.pickup_words'),
      hint: t('settings.pickup_words_hint'),
      most: 500,
      lines: 2,
      when: ({ can_pick_up }) => can_pick_up,
    },
    {
      kind: 'text',
      name: 'cut_off',
      label: t('settings.cut_off'),
      hint: t('settings.cut_off_hint'),
      most: 5,
    },
    {
      kind: 'choices',
      name: 'working_days',
      label: t('settings.working_days'),
      hint: t('settings.working_days_hint'),
      required: true,
      options: Array.from({ length: 7 }, (_, at) => [String(at), weekdayName(at, locale)] as const),
    },
  ];
}

/** All of a location but its stock. */
export function LocationForm({ location }: { location: StockLocation }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, StockLocation>({
    fields: useFields(),
    read: valuesOf(location),
    version: location.version,
    save: (values, { version }) =>
      changeLocation(
        location.code,
        {
          ...values,
          country: values.country ?? '',
          kind: kindOf(values.kind),
          position: values.position ?? 0,
          first_for: [...values.first_for],
          hours: hoursOf(values.hours),
          special_days: specialDaysOf(values.special_days),
          preparation_hours: values.preparation_hours ?? 0,
          working_days: values.working_days.map(Number).toSorted((a, b) => a - b),
        },
        ifMatch(version),
      ),
    reload: async () => {
      const now = await getLocation(location.code);
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getListLocationsQueryKey(), getGetLocationQueryKey(location.code)),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('orders.location')}>
        <Fields
          form={form}
          only={['name', 'country', 'kind', 'sellable', 'position', 'first_for']}
        />
      </Panel>
      <Panel title={t('settings.address')}>
        <Fields form={form} only={['line1', 'line2', 'postal_code', 'city', 'region', 'phone']} />
      </Panel>
      <Panel title={t('settings.hours')}>
        <Fields form={form} only={['hours']} />
      </Panel>
      <Panel title={t('settings.special_days')}>
        <Fields form={form} only={['special_days']} />
      </Panel>
      <Panel title={t('settings.pickup')}>
        <Fields form={form} only={['can_pick_up', 'preparation_hours', 'words']} />
      </Panel>
      <Panel title={t('settings.sending')}>
        <Fields form={form} only={['cut_off', 'working_days']} />
      </Panel>
    </Form>
  );
}
