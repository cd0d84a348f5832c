import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { PartialShipping, type PolicyReason, type ReturnPolicyOut } from '../../api/model';
import { changeReturnPolicy, getGetReturnPolicyQueryKey, getReturnPolicy } from '../../api/returns';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import type { Errors, FormOf } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { languageName } from '../../ui/form/names.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import classes from './rows.module.css';
import { countriesOf, rowsOf, useCountryWords, type CountryRow } from './returnCountryRows.ts';
import { ReturnCountries } from './ReturnCountries';

interface Values {
  window_days: number | null;
  buyer_pays: boolean;
  fee_basis_points: number | null;
  refunds_shipping: boolean;
  partial_shipping: string | null;
  instructions: Readonly<Record<string, string>>;
  countries: readonly CountryRow[];
  reasons: readonly PolicyReason[];
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
        draw: (drawn, error) => <Reasons form={drawn} languages={languages} error={error} />,
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

interface ReasonsProps {
  form: FormOf<Values>;
  languages: readonly string[];
  error: string | undefined;
}

/** Why buyers return something, as they read it; one that is not offered stays for old returns. */
function Reasons({ form, languages, error }: ReasonsProps) {
  const { t, locale } = useWords();
  const { reasons } = form.values;
  const put = (at: number, part: Partial<PolicyReason>) =>
    form.set({
      reasons: reasons.map((one, place) => (place === at ? { ...one, ...part } : one)),
    });
  return (
    <div className={ui.stack}>
      {error ? <p role="alert">{error}</p> : null}
      {reasons.map((reason, at) => (
        <div key={reason.code} className={ui.row}>
          {languages.map((language) => (
            <TextInput
              key={language}
              className={classes.words ?? ''}
              label={t('returns.reason_in', { language: languageName(language, locale) })}
              maxLength={80}
              value={reason.names[language as keyof typeof reason.names] ?? ''}
              onChange={(event) =>
                put(at, { names: { ...reason.names, [language]: event.currentTarget.value } })
              }
            />
          ))}
          <Switch
            label={t('returns.our_fault')}
            checked={reason.is_our_fault ?? false}
            onChange={(event) => put(at, { is_our_fault: event.currentTarget.checked })}
          />
          <Switch
            label={t('returns.offered')}
            checked={reason.is_offered ?? true}
            onChange={(event) => put(at, { is_offered: event.currentTarget.checked })}
          />
          <ActionIcon
            variant="subtle"
            aria-label={t('returns.remove_reason', {
              name: reason.names[locale] ?? reason.code,
            })}
            onClick={() => form.set({ reasons: reasons.filter((_one, place) => place !== at) })}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        onClick={() =>
          form.set({
            reasons: [
              ...reasons,
              {
                code: `reason_${crypto.randomUUID().slice(0, 8)}`,
                names: {},
                is_our_fault: false,
                is_offered: true,
              },
            ],
          })
        }
      >
        {t('returns.add_reason')}
      </Button>
    </div>
  );
}
