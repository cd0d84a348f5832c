import type { FraudChecks, FraudChecksAsked, FraudCheckSettings } from '../../api/model';
import {
  getFraudChecks,
  getGetFraudChecksQueryKey,
  getListContentVersionsQueryKey,
  saveFraudChecks,
} from '../../api/content';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import type { Field } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { UndoChange } from './UndoChange';

type Values = Record<`total_${string}` | `first_${string}`, number | null> & {
  declined_cards: number | null;
  orders_a_day: number | null;
};

function valuesOf(document: FraudChecks, currencies: readonly string[]): Values {
  const amounts = currencies.flatMap((code): [string, number | null][] => [
    [`total_${code}`, document.total_minor?.[code] ?? null],
    [`first_${code}`, document.first_order_minor?.[code] ?? null],
  ]);
  return {
    ...Object.fromEntries(amounts),
    declined_cards: document.declined_cards || null,
    orders_a_day: document.orders_a_day || null,
  };
}

function asked(values: Values, currencies: readonly string[]): FraudChecksAsked {
  const limits = (kind: 'total' | 'first') =>
    Object.fromEntries(
      currencies
        .map((code): [string, number] => [code, values[`${kind}_${code}`] ?? 0])
        .filter(([, minor]) => minor > 0),
    );
  return {
    total_minor: limits('total'),
    first_order_minor: limits('first'),
    declined_cards: values.declined_cards ?? 0,
    orders_a_day: values.orders_a_day ?? 0,
  };
}

interface FraudChecksFormProps {
  found: FraudCheckSettings;
  currencies: readonly string[];
}

/** From when on a paid order is held until a person has looked at it. */
export function FraudChecksForm({ found, currencies }: FraudChecksFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, FraudCheckSettings>({
    fields: useFraudFields(currencies),
    read: valuesOf(found.document, currencies),
    version: found.version,
    save: (values, { version }) => saveFraudChecks(asked(values, currencies), ifMatch(version)),
    reload: async () => {
      const now = await getFraudChecks();
      return { values: valuesOf(now.document, currencies), version: now.version };
    },
    saved: () =>
      refresh(getGetFraudChecksQueryKey(), getListContentVersionsQueryKey('fraud_checks')),
  });
  const undo = (
    <UndoChange
      name="fraud_checks"
      version={found.version}
      needs="settings.write"
      restore={({ document }) =>
        saveFraudChecks(
          asked(valuesOf(document as FraudChecks, currencies), currencies),
          ifMatch(found.version),
        )
      }
      queryKey={getGetFraudChecksQueryKey()}
    />
  );
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('fraud_checks.amounts')} aside={undo}>
        <p>{t('fraud_checks.amounts_lead')}</p>
        <Fields
          form={form}
          only={currencies.flatMap((code) => [`total_${code}`, `first_${code}`] as const)}
        />
      </Panel>
      <Panel title={t('fraud_checks.behaviour')}>
        <Fields form={form} only={['declined_cards', 'orders_a_day']} />
      </Panel>
    </Form>
  );
}

function useFraudFields(currencies: readonly string[]): Field<Values>[] {
  const { t } = useWords();
  return [
    ...currencies.flatMap((code): Field<Values>[] => [
      {
        kind: 'amount',
        name: `total_${code}`,
        path: `total_minor.${code}`,
        label: t('fraud_checks.total', { currency: code }),
        currency: () => code,
        isHalf: true,
      },
      {
        kind: 'amount',
        name: `first_${code}`,
        path: `first_order_minor.${code}`,
        label: t('fraud_checks.first_order', { currency: code }),
        currency: () => code,
        isHalf: true,
      },
    ]),
    {
      kind: 'number',
      name: 'declined_cards',
      label: t('fraud_checks.declined_cards'),
      hint: t('fraud_checks.declined_cards_hint'),
      least: 1,
      most: 8,
      isHalf: true,
    },
    {
      kind: 'number',
      name: 'orders_a_day',
      label: t('fraud_checks.orders_a_day'),
      hint: t('fraud_checks.orders_a_day_hint'),
      least: 2,
      most: 1000,
      isHalf: true,
    },
  ];
}
