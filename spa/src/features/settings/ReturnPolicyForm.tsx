import {
  PartialShipping,
  SendsExchange,
  type PolicyReason,
  type ReturnPolicyOut,
} from '../../api/model';
import { changeReturnPolicy, getGetReturnPolicyQueryKey, getReturnPolicy } from '../../api/returns';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { Errors } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { countriesOf, rowsOf, useCountryWords, type CountryRow } from './returnCountryRows.ts';
import { ReturnCountries } from './ReturnCountries';
import { ReturnReasons } from './ReturnReasons';

interface Values {
  window_days: number | null;
  buyer_pays: boolean;
  fee_basis_points: number | null;
  refunds_shipping: boolean;
  partial_shipping: string | null;
  instructions: Readonly<Record<string, string>>;
  countries: readonly CountryRow[];
  reasons: readonly PolicyReason[];
  offers_exchange: boolean;
  sends_exchange: string | null;
}

function valuesOf(policy: ReturnPolicyOut): Values {
  return {
    window_days: policy.window_days,
    buyer_pays: policy.buyer_pays,
    fee_basis_points: policy.fee_basis_points,
    refunds_shipping: policy.refunds_shipping,
    partial_shipping: policy.partial_shipping,
    instructions: policy.instructions,
    countries: rowsOf(policy.countries),
    reasons: policy.reasons,
    offers_exchange: policy.offers_exchange,
    sends_exchange: policy.sends_exchange,
  };
}

export function ReturnPolicyForm({ policy }: { policy: ReturnPolicyOut }) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const { languages } = useChoices();
  const inWords = useCountryWords();
  const form = useForm<Values, ReturnPolicyOut>({
    fields: [
      {
        kind: 'number',
        name: 'window_days',
        label: t('returns.window_days'),
        hint: t('returns.window_days_hint'),
        required: true,
        most: 3650,
        isHalf: true,
      },
      {
        kind: 'percent',
        name: 'fee_basis_points',
        label: t('returns.fee'),
        hint: t('returns.fee_hint'),
        required: true,
        isHalf: true,
      },
      {
        kind: 'switch',
        name: 'buyer_pays',
        label: t('returns.buyer_pays'),
        hint: t('returns.buyer_pays_hint'),
      },
      {
        kind: 'switch',
        name: 'refunds_shipping',
        label: t('returns.refunds_shipping'),
        hint: t('returns.refunds_shipping_hint'),
      },
      {
        kind: 'choice',
        name: 'partial_shipping',
        label: t('returns.partial_shipping'),
        options: Object.values(PartialShipping).map(
          (one) => [one, word('partial_shipping', one)] as const,
        ),
        required: true,
      },
      {
        kind: 'switch',
        name: 'offers_exchange',
        label: t('returns.offers_exchange'),
        hint: t('returns.offers_exchange_hint'),
      },
      {
        kind: 'choice',
        name: 'sends_exchange',
        label: t('returns.sends_exchange'),
        options: Object.values(SendsExchange).map(
          (one) => [one, word('sends_exchange', one)] as const,
        ),
        required: true,
      },
      {
        kind: 'own',
        name: 'countries',
        label: t('returns.countries'),
        draw: (drawn, error) => (
          <ReturnCountries
            form={drawn}
            rows={drawn.values.countries}
            usual={drawn.values}
            change={(countries) => drawn.set({ countries })}
            error={error}
          />
        ),
        inWords: ({ countries }) => countries.map(inWords).join(' · '),
      },
      {
        kind: 'texts',
        name: 'instructions',
        label: t('returns.instructions'),
        hint: t('returns.instructions_hint'),
        lines: 4,
        most: 2000,
      },
      {
        kind: 'own',
        name: 'reasons',
        label: t('returns.reasons'),
        draw: (drawn, error) => (
          <ReturnReasons
            reasons={drawn.values.reasons}
            change={(reasons) => drawn.set({ reasons })}
            languages={languages}
            error={error}
          />
        ),
      },
    ],
    read: valuesOf(policy),
    version: policy.version,
    check: ({ countries }): Errors =>
      countriesOf(countries).length < countries.length
        ? { countries: t('returns.country_unfinished') }
        : {},
    save: (values, { version }) =>
      changeReturnPolicy(
        {
          window_days: values.window_days ?? 0,
          buyer_pays: values.buyer_pays,
          fee_basis_points: values.fee_basis_points ?? 0,
          refunds_shipping: values.refunds_shipping,
          partial_shipping: values.partial_shipping as PartialShipping,
          instructions: values.instructions,
          countries: countriesOf(values.countries),
          reasons: [...values.reasons],
          offers_exchange: values.offers_exchange,
          sends_exchange: values.sends_exchange as SendsExchange,
        },
        ifMatch(version),
      ),
    reload: async () => {
      const now = await getReturnPolicy();
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getGetReturnPolicyQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('returns.promise')}>
        <p className={ui.soft}>{t('returns.law')}</p>
        <Fields
          form={form}
          only={[
            'window_days',
            'fee_basis_points',
            'buyer_pays',
            'refunds_shipping',
            'partial_shipping',
            'offers_exchange',
            'sends_exchange',
          ]}
        />
      </Panel>
      <Panel title={t('returns.countries')}>
        <Fields form={form} only={['countries']} />
      </Panel>
      <Panel title={t('returns.where')}>
        <Fields form={form} only={['instructions']} />
      </Panel>
      <Panel title={t('returns.reasons')}>
        <Fields form={form} only={['reasons']} />
      </Panel>
    </Form>
  );
}
