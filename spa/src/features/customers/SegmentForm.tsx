import { useQuery } from '@tanstack/react-query';
import {
  addSegment,
  changeSegment,
  getGetSegmentQueryKey,
  getListCustomerGroupsQueryOptions,
  getListSegmentsQueryKey,
  getSegment,
} from '../../api/customers';
import type { CustomerSegment } from '../../api/model';
import { useWords } from '../../i18n';
import { allCategories } from '../../ui/categories.ts';
import { useChoices } from '../../ui/choices.ts';
import type { Field } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { languageName } from '../../ui/form/names.ts';
import { ProductsInput } from '../../ui/form/ProductsInput';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { RFM_SEGMENTS } from '../../codes/rfm.ts';
import { SegmentSize } from './SegmentSize';
import { NO_RULE, ruleAsked, ruleValues, type RuleValues } from './segments.ts';

const MOST_PRODUCTS = 24;

interface Values extends RuleValues {
  name: string;
}

interface SegmentFormProps {
  /** Null: a new one. */
  segment: CustomerSegment | null;
  saved?: (segment: CustomerSegment) => unknown;
}

function valuesOf({ name, rule }: CustomerSegment): Values {
  return { name, ...ruleValues(rule) };
}

export function SegmentForm({ segment, saved }: SegmentFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, CustomerSegment>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 80 },
      ...useOrderFields(),
      ...useWhoFields(),
      ...useBoughtFields(),
    ],
    read: segment ? valuesOf(segment) : { name: '', ...NO_RULE },
    version: segment?.version ?? 0,
    save: ({ name, ...rule }, { version }) => {
      const asked = { name, rule: ruleAsked(rule) };
      return segment ? changeSegment(segment.id, asked, ifMatch(version)) : addSegment(asked);
    },
    ...(segment
      ? {
          reload: async () => {
            const now = await getSegment(segment.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListSegmentsQueryKey(), getGetSegmentQueryKey(now.id));
      await saved?.(now);
    },
  });
  const { name: _, ...rule } = form.values;
  return (
    <Form form={form} needs="customers.write" isNew={segment === null}>
      <Panel title={t('segments.conditions')}>
        <p className={ui.soft}>{t('segments.conditions_lead')}</p>
        <Fields form={form} only={['name']} />
        <SegmentSize rule={rule} />
      </Panel>
      <Panel title={t('segments.orders')}>
        <Fields
          form={form}
          only={[
            'orders_min',
            'orders_max',
            'spent_min_minor',
            'spent_max_minor',
            'ordered_within_days',
            'quiet_for_days',
            'rfm',
          ]}
        />
      </Panel>
      <Panel title={t('segments.bought')}>
        <Fields form={form} only={['products', 'categories']} />
      </Panel>
      <Panel title={t('segments.who')}>
        <Fields
          form={form}
          only={[
            'countries',
            'languages',
            'consents',
            'joined_within_days',
            'tags',
            'groups',
            'not_groups',
          ]}
        />
      </Panel>
    </Form>
  );
}

function useOrderFields(): Field<Values>[] {
  const { t, word } = useWords();
  const { currencies } = useChoices();
  const currency = currencies[0] ?? 'EUR';
  const spent = { kind: 'amount', currency: () => currency, isHalf: true } as const;
  const hint = t('segments.spent_hint', { currency });
  const days = { kind: 'number', most: 3650, isHalf: true } as const;
  return [
    { kind: 'number', name: 'orders_min', label: t('segments.orders_min'), isHalf: true },
    { kind: 'number', name: 'orders_max', label: t('segments.orders_max'), isHalf: true },
    { ...spent, name: 'spent_min_minor', label: t('segments.spent_min'), hint },
    { ...spent, name: 'spent_max_minor', label: t('segments.spent_max'), hint },
    { ...days, name: 'ordered_within_days', label: t('segments.ordered_within') },
    { ...days, name: 'quiet_for_days', label: t('segments.quiet_for') },
    {
      kind: 'choices',
      name: 'rfm',
      label: t('segments.rfm'),
      hint: t('segments.rfm_hint'),
      options: RFM_SEGMENTS.map((one) => [one, word('rfm', one)] as const),
    },
  ];
}

function useWhoFields(): Field<Values>[] {
  const { t, locale } = useWords();
  const { languages } = useChoices();
  const found = useQuery(getListCustomerGroupsQueryOptions());
  const groups = (found.data?.items ?? []).map(({ id, name }) => [id, name] as const);
  return [
    { kind: 'countries', name: 'countries', label: t('segments.countries') },
    {
      kind: 'choices',
      name: 'languages',
      label: t('segments.languages'),
      options: languages.map((one) => [one, languageName(one, locale)] as const),
    },
    {
      kind: 'choice',
      name: 'consents',
      label: t('segments.consents'),
      none: t('campaigns.any'),
      options: [
        ['yes', t('segments.consents_yes')],
        ['no', t('segments.consents_no')],
      ],
      isHalf: true,
    },
    {
      kind: 'number',
      name: 'joined_within_days',
      label: t('segments.joined_within'),
      most: 3650,
      isHalf: true,
    },
    { kind: 'list', name: 'tags', label: t('segments.tags'), hint: t('segments.tags_hint') },
    { kind: 'choices', name: 'groups', label: t('segments.groups'), options: groups },
    { kind: 'choices', name: 'not_groups', label: t('segments.not_groups'), options: groups },
  ];
}

function useBoughtFields(): Field<Values>[] {
  const { t, locale } = useWords();
  const categories = useQuery(allCategories());
  return [
    {
      kind: 'own',
      name: 'products',
      label: t('segments.products'),
      draw: ({ values, set }) => (
        <ProductsInput
          label={t('segments.products')}
          most={MOST_PRODUCTS}
          value={values.products}
          change={(products) => set({ products })}
        />
      ),
    },
    {
      kind: 'choices',
      name: 'categories',
      label: t('segments.categories'),
      options: (categories.data ?? []).map(
        ({ id, slug, texts }) => [id, texts[locale]?.name ?? slug] as const,
      ),
    },
  ];
}
