import type { PaymentAmounts, PaymentSetting } from '../../api/model';
import {
  changePaymentMethod,
  getGetPaymentMethodQueryKey,
  getListPaymentMethodsQueryKey,
  getPaymentMethod,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { Field } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  is_on: boolean;
  position: number | null;
  titles: Readonly<Record<string, string>>;
  instructions: Readonly<Record<string, string>>;
  countries: readonly string[];
  currencies: readonly string[];
  due_days: number | null;
  captures_on_shipping: boolean;
  holder: string;
  iban: string;
  bic: string;
  [least: `least_${string}`]: number | null;
  [most: `most_${string}`]: number | null;
}

function valuesOf(setting: PaymentSetting, known: readonly string[]): Values {
  const { is_on, position, titles, instructions, countries, currencies } = setting;
  const { due_days, holder, iban, bic, captures_on_shipping } = setting;
  const amounts = known.flatMap((code) => {
    const range = setting.amounts.find(({ currency }) => currency === code);
    return [
      [`least_${code}`, range?.least_minor || null] as const,
      [`most_${code}`, range?.most_minor ?? null] as const,
    ];
  });
  return {
    ...Object.fromEntries(amounts),
    is_on,
    position,
    titles,
    instructions,
    countries,
    currencies,
    due_days,
    captures_on_shipping,
    holder,
    iban,
    bic,
  };
}

/** The ranges that say something: one without a limit is none. */
function amountsOf(values: Values, currencies: readonly string[]): PaymentAmounts[] {
  return currencies
    .map((currency) => ({
      currency,
      least_minor: values[`least_${currency}`] ?? 0,
      most_minor: values[`most_${currency}`] ?? null,
    }))
    .filter(({ least_minor, most_minor }) => least_minor > 0 || most_minor !== null);
}

/** How one way to pay is offered: to whom, from what amount, in whose words, until when. */
export function PaymentForm({ setting }: { setting: PaymentSetting }) {
  const { t, locale } = useWords();
  const { currencies } = useChoices();
  const refresh = useRefresh();
  const known = [...new Set([...currencies, ...setting.amounts.map(({ currency }) => currency)])];
  const own = setting.own_titles[locale] ?? setting.code;
  const ranges = known.flatMap((currency): Field<Values>[] => [
    {
      kind: 'amount',
      name: `least_${currency}`,
      label: t('payments.least', { currency }),
      currency: () => currency,
      isHalf: true,
    },
    {
      kind: 'amount',
      name: `most_${currency}`,
      label: t('payments.most', { currency }),
      currency: () => currency,
      isHalf: true,
    },
  ]);
  const form = useForm<Values, PaymentSetting>({
    fields: [
      { kind: 'switch', name: 'is_on', label: t('payments.is_on'), hint: t('payments.is_on_hint') },
      {
        kind: 'number',
        name: 'position',
        label: t('settings.position'),
        hint: t('payments.position_hint'),
        required: true,
        most: 1000,
      },
      {
        kind: 'text',
        name: 'holder',
        label: t('payments.holder'),
        most: 140,
        when: () => setting.needs_account,
      },
      {
        kind: 'text',
        name: 'iban',
        label: t('payments.iban'),
        most: 50,
        isCode: true,
        isHalf: true,
        when: () => setting.needs_account,
      },
      {
        kind: 'text',
        name: 'bic',
        label: t('payments.bic'),
        most: 14,
        isCode: true,
        isHalf: true,
        when: () => setting.needs_account,
      },
      {
        kind: 'number',
        name: 'due_days',
        label: t('payments.due_days'),
        hint: t('payments.due_days_hint'),
        required: true,
        least: 1,
        most: 90,
        when: () => setting.is_manual,
      },
      {
        kind: 'switch',
        name: 'captures_on_shipping',
        label: t('payments.captures_on_shipping'),
        hint: t(
          setting.takes_parts
            ? 'payments.captures_parts_hint'
            : 'payments.captures_on_shipping_hint',
        ),
        when: () => setting.can_reserve,
      },
      {
        kind: 'texts',
        name: 'titles',
        label: t('payments.title_field'),
        hint: t('payments.title_hint', { own }),
        most: 80,
      },
      {
        kind: 'texts',
        name: 'instructions',
        label: t('payments.instructions'),
        hint: t('payments.instructions_hint'),
        most: 1000,
        lines: 3,
      },
      {
        kind: 'countries',
        name: 'countries',
        label: t('payments.countries'),
        hint: t('payments.countries_hint'),
      },
      {
        kind: 'choices',
        name: 'currencies',
        label: t('payments.currencies'),
        hint: t('payments.currencies_hint'),
        options: known.map((currency) => [currency, currency] as const),
      },
      ...ranges,
    ],
    read: valuesOf(setting, known),
    version: setting.version,
    save: (values, { version }) =>
      changePaymentMethod(
        setting.code,
        {
          is_on: values.is_on,
          position: values.position ?? 0,
          titles: values.titles,
          instructions: values.instructions,
          countries: [...values.countries],
          currencies: [...values.currencies],
          amounts: amountsOf(values, known),
          ...(setting.can_reserve ? { captures_on_shipping: values.captures_on_shipping } : {}),
          ...(setting.is_manual ? { due_days: values.due_days } : {}),
          ...(setting.needs_account
            ? { holder: values.holder, iban: values.iban, bic: values.bic }
            : {}),
        },
        ifMatch(version),
      ),
    reload: async () => {
      const now = await getPaymentMethod(setting.code);
      return { values: valuesOf(now, known), version: now.version };
    },
    saved: () =>
      refresh(getListPaymentMethodsQueryKey(), getGetPaymentMethodQueryKey(setting.code)),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('payments.offer')}>
        <Fields form={form} only={['is_on', 'position', 'captures_on_shipping', 'due_days']} />
      </Panel>
      {setting.needs_account ? (
        <Panel title={t('payments.account')}>
          <Fields form={form} only={['holder', 'iban', 'bic']} />
        </Panel>
      ) : null}
      <Panel title={t('payments.words')}>
        <Fields form={form} only={['titles', 'instructions']} />
      </Panel>
      <Panel title={t('payments.where')}>
        <Fields form={form} only={['countries', 'currencies', ...ranges.map(({ name }) => name)]} />
      </Panel>
    </Form>
  );
}
