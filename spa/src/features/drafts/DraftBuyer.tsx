import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getListCustomersQueryOptions } from '../../api/customers';
import { changeDraft, getDraft } from '../../api/drafts';
import type { Draft } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import type { FormOf } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { countryName } from '../../ui/form/names.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Facts, Panel } from '../../ui/Page';
import { useChanged } from './changing.ts';
import { isPickedUp } from './pickup.ts';

interface Buyer {
  email: string;
  name: string;
  line1: string;
  line2: string;
  postal_code: string;
  city: string;
  region: string;
  country: string | null;
  phone: string;
  company: string;
  vat_id: string;
  note: string;
}

function read(draft: Draft): Buyer {
  const { email, name, note, address } = draft;
  return {
    email,
    name: (isPickedUp(draft) && name) || (address?.name ?? name),
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postal_code: address?.postal_code ?? '',
    city: address?.city ?? '',
    region: address?.region ?? '',
    country: address?.country ?? null,
    phone: address?.phone ?? '',
    company: address?.company ?? '',
    vat_id: address?.vat_id ?? '',
    note,
  };
}

/** Whose order it is, and where it goes: a customer found by name or e-mail, or a new one. */
export function DraftBuyer({ draft }: { draft: Draft }) {
  const { t } = useWords();
  const changed = useChanged(draft.id);
  // Of an order that is picked up the address is the store's.
  const isSent = () => !isPickedUp(draft);
  const form = useForm<Buyer, Draft>({
    fields: [
      {
        kind: 'own',
        name: 'email',
        label: t('sign_in.email'),
        draw: (own, error) => <Email form={own} error={error} />,
      },
      { kind: 'text', name: 'name', label: t('customers.name'), most: 200 },
      { kind: 'text', name: 'line1', label: t('drafts.line1'), most: 200, when: isSent },
      { kind: 'text', name: 'line2', label: t('drafts.line2'), most: 200, when: isSent },
      {
        kind: 'text',
        name: 'postal_code',
        label: t('drafts.postal_code'),
        most: 20,
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'city',
        label: t('drafts.city'),
        most: 200,
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'region',
        label: t('drafts.region'),
        most: 200,
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'country',
        name: 'country',
        label: t('customers.country'),
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'phone',
        label: t('customers.phone'),
        type: 'tel',
        most: 40,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'company',
        label: t('drafts.company'),
        most: 200,
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'vat_id',
        label: t('drafts.vat_id'),
        most: 30,
        isHalf: true,
        when: isSent,
      },
      {
        kind: 'text',
        name: 'note',
        label: t('orders.internal_note'),
        hint: t('orders.internal_note_hint'),
        most: 4000,
        lines: 2,
      },
    ],
    read: read(draft),
    version: draft.version,
    save: ({ email, note, name, country, ...rest }, { version }) =>
      changeDraft(
        draft.id,
        {
          ...(email.trim() ? { email: email.trim() } : {}),
          name,
          note,
          ...(isSent() && rest.line1 && country ? { address: { ...rest, name, country } } : {}),
        },
        ifMatch(version),
      ),
    check: ({ line1, name, country }) => ({
      ...(isSent() && line1 && !name.trim() ? { name: t('form.required') } : {}),
      ...(isSent() && line1 && !country ? { country: t('form.required') } : {}),
    }),
    saved: changed.onSuccess,
    reload: async () => {
      const found = await getDraft(draft.id);
      return { values: read(found), version: found.version };
    },
  });
  return (
    <Panel title={t('orders.buyer')}>
      {draft.status === 'open' ? (
        <Form form={form} needs="orders.write" />
      ) : (
        <Agreed draft={draft} />
      )}
    </Panel>
  );
}

function Email({ form, error }: { form: FormOf<Buyer>; error: string | undefined }) {
  const { t } = useWords();
  const can = useCan();
  const { email } = form.values;
  const [q] = useDebouncedValue(email, 250);
  const { data } = useQuery({
    ...getListCustomersQueryOptions({ q, limit: 10 }),
    enabled: can('customers.read') && q.length > 1,
  });
  const names = new Map((data?.items ?? []).map((one) => [one.email, one.name]));
  return (
    <Autocomplete
      label={t('sign_in.email')}
      description={t('drafts.email_hint')}
      error={error}
      maxLength={254}
      data={[...names.keys()].filter(Boolean)}
      filter={({ options }) => options}
      value={email}
      onChange={(value) => form.set({ email: value })}
      onOptionSubmit={(value) => {
        const name = names.get(value) ?? '';
        form.set({ email: value, ...(name ? { name } : {}) });
      }}
    />
  );
}

/** For whom it is, once nothing of it changes any more. */
function Agreed({ draft }: { draft: Draft }) {
  const { t, locale } = useWords();
  const { address } = draft;
  const place = address
    ? [
        address.company,
        address.name,
        address.line1,
        address.line2,
        [address.postal_code, address.city].filter(Boolean).join(' '),
        address.region,
        countryName(address.country, locale),
      ]
    : [];
  return (
    <Facts
      items={[
        [t('customers.name'), draft.name || address?.name || '—'],
        [t('sign_in.email'), draft.email || '—'],
        [t('orders.delivery'), place.filter(Boolean).join(', ') || '—'],
        ...(draft.note ? ([[t('orders.internal_note'), draft.note]] as const) : []),
      ]}
    />
  );
}
