import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { KnownCountry, Proposal, Settings } from '../../api/model';
import {
  getGetSettingsQueryKey,
  getGetSettingsQueryOptions,
  getSettings,
} from '../../api/settings';
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
import { useFields, type Values } from './asked.ts';
import { changedDocument, documentOf, guessed, proposedBy, valuesOf } from './document.ts';
import { Published } from './Published';

/** The few facts that a shop cannot do without; its country fills in the rest. */
export function SetupForm() {
  const countries = useQuery({ ...getListSetupProposalsQueryOptions(), staleTime: Infinity });
  const settings = useQuery(getGetSettingsQueryOptions());
  return (
    <Awaited query={settings}>
      {(found) => (
        <Awaited query={countries}>
          {({ items }) => <Asked countries={items} shop={found} />}
        </Awaited>
      )}
    </Awaited>
  );
}

function Asked({ countries, shop }: { countries: readonly KnownCountry[]; shop: Settings }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const isThere = shop.version > 0;
  const [start] = useState(() => (isThere ? valuesOf(shop, countries) : guessed(countries)));
  const [at, setAt] = useState(start.country);
  const form = useForm<Values, unknown>({
    fields: useFields(countries, at, start),
    read: start,
    save: async (values, { changes }) => {
      try {
        if (!isThere) return await setUpShop(documentOf(values, await proposed(values)));
        // What a colleague has changed of it meanwhile stays, where it was not changed here, too.
        const now = await getSettings();
        const was = valuesOf(now, countries);
        const wanted = { ...was, ...changes };
        return await setUpShop(changedDocument(now, was, wanted, await proposed(wanted)));
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
    if (country === at) return;
    setAt(country);
    if (country === start.country) set(placeOf(start));
    else if (known) set(proposedBy(known));
    // Of another country only: what was typed since stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [country]);
  const isSame = isThere && country === start.country && reach === start.reach;
  return (
    <Form form={form} needs="settings.write" confirm={t('setup.do')} isNew={!isThere}>
      {isThere ? <p>{t('setup.again')}</p> : null}
      <Panel title={t('setup.where')}>
        <Fields form={form} only={['country', 'reach', 'currency', 'time_zone', 'languages']} />
      </Panel>
      <Panel title={t('setup.who')}>
        <Fields form={form} only={['name', 'legal_name', 'vat_id', 'email', 'phone']} />
      </Panel>
      <Panel title={t('setup.address')}>
        <Fields form={form} only={['line1', 'line2', 'postal_code', 'city', 'region']} />
      </Panel>
      {isSame ? null : known && proposal.data ? (
        <Published proposal={proposal.data} locale={locale} />
      ) : (
        <Panel title={t('setup.taxes')}>
          <p>{t('setup.no_rates')}</p>
        </Panel>
      )}
    </Form>
  );
}

function placeOf({ currency, time_zone, languages, reach }: Values): Partial<Values> {
  return { currency, time_zone, languages, reach };
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

/** A refusal of the document is said as what one of its nouns refused. */
function inWords(refusal: unknown): unknown {
  if (!(refusal instanceof Problem) || refusal.code !== 'setup_refused') return refusal;
  return new Problem(refusal.status, {
    ...refusal.facts,
    code: String(refusal.facts['reason']),
    detail: refusal.message,
  });
}
