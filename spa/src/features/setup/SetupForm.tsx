import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { KnownCountry, Proposal, SetupDocument } from '../../api/model';
import { getGetSettingsQueryKey, getGetSettingsQueryOptions } from '../../api/settings';
import {
  getGetSetupGuideQueryKey,
  getGetSetupProposalQueryOptions,
  getListSetupProposalsQueryOptions,
  getSetupProposal,
  setUpShop,
} from '../../api/setup';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { EMPTY, useFields, type Values } from './asked.ts';
import { Published } from './Published';

/** The few facts that a shop cannot do without; its country fills in the rest. */
export function SetupForm() {
  const countries = useQuery({ ...getListSetupProposalsQueryOptions(), staleTime: Infinity });
  const settings = useQuery(getGetSettingsQueryOptions());
  return (
    <Awaited query={settings}>
      {(found) => (
        <Awaited query={countries}>
          {({ items }) => <Asked countries={items} version={found.version} />}
        </Awaited>
      )}
    </Awaited>
  );
}

function Asked({ countries, version }: { countries: readonly KnownCountry[]; version: number }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const [start] = useState(() => guessed(countries));
  const [at, setAt] = useState(start.country);
  const form = useForm<Values, unknown>({
    fields: useFields(countries, at),
    read: start,
    save: async (values) => {
      try {
        return await setUpShop(documentOf(values, await proposed(values)));
      } catch (refusal) {
        throw inWords(refusal);
      }
    },
    saved: async () => {
      await refresh(getGetSetupGuideQueryKey(), getGetSettingsQueryKey(), ['/api/v1/choices']);
      await navigate({ to: '/' });
    },
  });
  const { country, reach, currency } = form.values;
  const known = countries.find((one) => one.country === country);
  const proposal = useQuery({
    ...getGetSetupProposalQueryOptions(country ?? '', choiceOf({ reach, currency })),
    enabled: known !== undefined,
  });
  const { set } = form;
  useEffect(() => {
    setAt(country);
    if (known) set(proposedBy(known));
    // Of another country only: what was typed since stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [country]);
  return (
    <Form form={form} needs="settings.write" confirm={t('setup.do')} isNew>
      {version > 0 ? <p>{t('setup.again')}</p> : null}
      <Panel title={t('setup.where')}>
        <Fields form={form} only={['country', 'reach', 'currency', 'time_zone', 'languages']} />
      </Panel>
      <Panel title={t('setup.who')}>
        <Fields form={form} only={['name', 'legal_name', 'vat_id', 'email', 'phone']} />
      </Panel>
      <Panel title={t('setup.address')}>
        <Fields form={form} only={['line1', 'line2', 'postal_code', 'city', 'region']} />
      </Panel>
      {known && proposal.data ? (
        <Published proposal={proposal.data} locale={locale} />
      ) : (
        <Panel title={t('setup.taxes')}>
          <p>{t('setup.no_rates')}</p>
        </Panel>
      )}
    </Form>
  );
}

/** The country of the reader's own language, where there is a proposal for it. */
function guessed(countries: readonly KnownCountry[]): Values {
  const region = new Intl.Locale(navigator.language).region ?? '';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known =
    countries.find((one) => one.time_zone === zone) ??
    countries.find((one) => one.country === region);
  return known ? { ...EMPTY, country: known.country, ...proposedBy(known) } : EMPTY;
}

function proposedBy({ currency, time_zone, language }: KnownCountry): Partial<Values> {
  return { currency, time_zone, languages: [language], reach: 'home' };
}

function choiceOf({ reach, currency }: Pick<Values, 'reach' | 'currency'>) {
  return { reach: reach === 'eu' ? 'eu' : 'home', ...(currency ? { currency } : {}) } as const;
}

/** Nothing for a country that there is no proposal for. */
async function proposed(values: Values): Promise<Proposal | null> {
  try {
    return await getSetupProposal(values.country ?? '', choiceOf(values));
  } catch (refusal) {
    if (refusal instanceof Problem && refusal.code === 'no_proposal') return null;
    throw refusal;
  }
}

function documentOf(values: Values, proposal: Proposal | null): SetupDocument {
  const country = values.country ?? '';
  return {
    shop: {
      name: values.name,
      legal_name: values.legal_name,
      vat_ids: values.vat_id.trim() ? [values.vat_id.replace(/[\s.-]/g, '').toUpperCase()] : [],
      email: values.email,
      phone: values.phone,
      address: {
        line1: values.line1,
        line2: values.line2,
        postal_code: values.postal_code,
        city: values.city,
        region: values.region,
        country,
      },
      home_country: country,
      time_zone: values.time_zone ?? '',
      languages: [...values.languages],
      currencies: [{ code: values.currency ?? '' }],
      sells_to: proposal?.sells_to ?? [country],
      mail_name: values.name.replace(/[<>"@]/g, ' ').trim(),
      mail_address: values.email,
    },
    ...(proposal
      ? {
          tax_classes: proposal.tax_classes,
          tax_rates: proposal.tax_rates,
          shipping_methods: proposal.shipping_methods,
        }
      : {}),
    locations: [{ code: 'MAIN', name: values.city, country, position: 1 }],
  };
}

/** A refusal of the document is said as what one of its nouns refused. */
function inWords(refusal: unknown): unknown {
  if (!(refusal instanceof Problem) || refusal.code !== 'setup_refused') return refusal;
  return new Problem(refusal.status, {
    ...refusal.facts,
    code: String(refusal.facts['reason']),
    detail: refusal.message,
  });
}
