import type {
  Asked,
  Checkout,
  CheckoutAsked,
  CheckoutSettings,
  OrderButton,
} from '../../api/model';
import {
  getCheckoutSettings,
  getGetCheckoutSettingsQueryKey,
  getListContentVersionsQueryKey,
  saveCheckoutSettings,
} from '../../api/content';
import { useWords, type Key } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import type { Field } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { UndoChange } from './UndoChange';

type Minimum = Record<`minimum_${string}`, number | null>;
type Values = Minimum & { phone: string | null; company: string | null; button: string | null };

const BUTTONS: readonly (readonly [OrderButton, Key])[] = [
  ['order_and_pay', 'checkout.button_order_and_pay'],
  ['obligation', 'checkout.button_obligation'],
  ['buy', 'checkout.button_buy'],
  ['pay', 'checkout.button_pay'],
];

function valuesOf(document: Checkout, currencies: readonly string[]): Values {
  const { phone, company, button, minimum_minor: minimum } = document;
  const least = currencies.map((code): [string, number | null] => [
    `minimum_${code}`,
    minimum?.[code] ?? null,
  ]);
  return {
    ...(Object.fromEntries(least) as Minimum),
    phone: phone ?? 'optional',
    company: company ?? 'optional',
    button: button ?? 'order_and_pay',
  };
}

function asked(values: Values, currencies: readonly string[]): CheckoutAsked {
  const least = currencies.map((code): [string, number] => [code, values[`minimum_${code}`] ?? 0]);
  return {
    phone: (values.phone ?? 'optional') as Asked,
    company: values.company === 'off' ? 'off' : 'optional',
    button: (values.button ?? 'order_and_pay') as OrderButton,
    minimum_minor: Object.fromEntries(least.filter(([, minor]) => minor > 0)),
  };
}

interface CheckoutFormProps {
  found: CheckoutSettings;
  currencies: readonly string[];
}

/** What is asked of a buyer, the words on the button, and from how much an order is taken. */
export function CheckoutForm({ found, currencies }: CheckoutFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, CheckoutSettings>({
    fields: useCheckoutFields(currencies),
    read: valuesOf(found.document, currencies),
    version: found.version,
    save: (values, { version }) =>
      saveCheckoutSettings(asked(values, currencies), ifMatch(version)),
    reload: async () => {
      const now = await getCheckoutSettings();
      return { values: valuesOf(now.document, currencies), version: now.version };
    },
    saved: () =>
      refresh(getGetCheckoutSettingsQueryKey(), getListContentVersionsQueryKey('checkout')),
  });
  const undo = (
    <UndoChange
      name="checkout"
      version={found.version}
      needs="settings.write"
      restore={({ document }) =>
        saveCheckoutSettings(
          asked(valuesOf(document as Checkout, currencies), currencies),
          ifMatch(found.version),
        )
      }
      queryKey={getGetCheckoutSettingsQueryKey()}
    />
  );
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('checkout.asks')} aside={undo}>
        <p>{t('checkout.guests')}</p>
        <Fields form={form} only={['phone', 'company', 'button']} />
      </Panel>
      <Panel title={t('checkout.minimum')}>
        <p>{t('checkout.minimum_lead')}</p>
        <Fields form={form} only={currencies.map((code) => `minimum_${code}` as const)} />
      </Panel>
    </Form>
  );
}

function useCheckoutFields(currencies: readonly string[]): Field<Values>[] {
  const { t } = useWords();
  return [
    {
      kind: 'choice',
      name: 'phone',
      label: t('checkout.phone'),
      isHalf: true,
      options: [
        ['optional', t('checkout.optional')],
        ['required', t('checkout.required')],
        ['off', t('checkout.off')],
      ],
    },
    {
      kind: 'choice',
      name: 'company',
      label: t('checkout.company'),
      isHalf: true,
      options: [
        ['optional', t('checkout.optional')],
        ['off', t('checkout.off')],
      ],
    },
    {
      kind: 'choice',
      name: 'button',
      label: t('checkout.button'),
      hint: t('checkout.button_hint'),
      options: BUTTONS.map(([code, words]) => [code, t(words)] as const),
    },
    ...currencies.map((code): Field<Values> => ({
      kind: 'amount',
      name: `minimum_${code}`,
      path: `minimum_minor.${code}`,
      label: t('checkout.minimum_in', { currency: code }),
      currency: () => code,
      isHalf: true,
    })),
  ];
}
