import {
  getFulfilmentPolicy,
  getGetFulfilmentPolicyQueryKey,
  setFulfilmentPolicy,
} from '../../api/fulfilment';
import type { AllocationRule, FulfilmentPolicyOut } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { carrierIn, lineOf } from './carriers.ts';

interface Values {
  rule: string | null;
  days: number | null;
  reminded: number | null;
  cancelled: number | null;
  whole: boolean;
  carriers: readonly string[];
}

const RULES: readonly (readonly [AllocationRule, Key])[] = [
  ['fewest_parcels', 'fulfilment.rule_fewest_parcels'],
  ['priority', 'fulfilment.rule_priority'],
  ['nearest', 'fulfilment.rule_nearest'],
];

function valuesOf(policy: FulfilmentPolicyOut): Values {
  return {
    rule: policy.rule,
    days: policy.delivered_after_days,
    reminded: policy.reminded_after_days,
    cancelled: policy.cancelled_after_days,
    whole: policy.waits_whole,
    carriers: policy.carriers.map(lineOf),
  };
}

/** From where orders leave, with which carriers, and when a parcel counts as delivered. */
export function PolicyForm({ found }: { found: FulfilmentPolicyOut }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const fields: Field<Values>[] = [
    {
      kind: 'choice',
      name: 'rule',
      label: t('fulfilment.rule'),
      hint: t('fulfilment.rule_hint'),
      options: RULES.map(([rule, words]) => [rule, t(words)] as const),
    },
    {
      kind: 'switch',
      name: 'whole',
      path: 'waits_whole',
      label: t('fulfilment.whole'),
      hint: t('fulfilment.whole_hint'),
    },
    {
      kind: 'number',
      name: 'days',
      path: 'delivered_after_days',
      label: t('fulfilment.days'),
      hint: t('fulfilment.days_hint'),
      least: 1,
      most: 90,
    },
    {
      kind: 'number',
      name: 'reminded',
      path: 'reminded_after_days',
      label: t('fulfilment.reminded'),
      hint: t('fulfilment.reminded_hint'),
      least: 1,
      most: 90,
    },
    {
      kind: 'number',
      name: 'cancelled',
      path: 'cancelled_after_days',
      label: t('fulfilment.cancelled'),
      hint: t('fulfilment.cancelled_hint'),
      least: 1,
      most: 90,
    },
    {
      kind: 'list',
      name: 'carriers',
      path: 'carriers.*',
      label: t('fulfilment.carriers'),
      hint: t('fulfilment.carriers_hint'),
    },
  ];
  const form = useForm<Values, FulfilmentPolicyOut>({
    fields,
    read: valuesOf(found),
    version: found.version,
    save: (values, { version }) =>
      setFulfilmentPolicy(
        {
          rule: (values.rule ?? 'fewest_parcels') as AllocationRule,
          delivered_after_days: values.days,
          reminded_after_days: values.reminded,
          cancelled_after_days: values.cancelled,
          waits_whole: values.whole,
          carriers: values.carriers.map(carrierIn),
        },
        ifMatch(version),
      ),
    reload: async () => {
      const now = await getFulfilmentPolicy();
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getGetFulfilmentPolicyQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel>
        <Fields form={form} />
      </Panel>
    </Form>
  );
}
