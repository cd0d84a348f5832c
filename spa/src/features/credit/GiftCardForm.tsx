import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getGetCreditLimitsQueryOptions,
  getListGiftCardsQueryKey,
  issueGiftCard,
} from '../../api/gift-cards';
import type { IssuedGiftCard, Language } from '../../api/model';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { useChoices } from '../../ui/choices.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { languageName } from '../../ui/form/names.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  amount_minor: number | null;
  currency: string | null;
  expires_at: string | null;
  reason: string;
  email: string;
  name: string;
  message: string;
  language: string | null;
  send_at: string | null;
}

/** The card's id is made with the form: a retry after a lost answer issues one card. */
export function GiftCardForm({ saved }: { saved: (issued: IssuedGiftCard) => unknown }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [cardId] = useState(() => crypto.randomUUID());
  const { currencies, languages } = useChoices();
  const { data: limits } = useQuery(getGetCreditLimitsQueryOptions());
  const usual = currencies[0] ?? 'EUR';
  const most = limits?.items.flatMap(({ limit }) => (limit ? [money(limit, locale)] : [])) ?? [];
  const isMailed = ({ email }: Values) => email.trim() !== '';
  const form = useForm<Values, IssuedGiftCard>({
    fields: [
      {
        kind: 'amount',
        name: 'amount_minor',
        label: t('credit.amount'),
        ...(most.length > 0 ? { hint: t('credit.limit', { amount: most.join(', ') }) } : {}),
        currency: ({ currency }) => currency ?? usual,
        required: true,
        isHalf: true,
      },
      {
        kind: 'choice',
        name: 'currency',
        label: t('settings.currency'),
        options: currencies.map((code) => [code, code] as const),
        required: true,
        isHalf: true,
      },
      {
        kind: 'moment',
        name: 'expires_at',
        label: t('credit.expires_at'),
        hint: t('credit.expires_hint'),
      },
      {
        kind: 'text',
        name: 'reason',
        label: t('orders.reason'),
        hint: t('credit.reason_hint'),
        required: true,
        most: 200,
      },
      { kind: 'text', name: 'name', label: t('staff.name'), most: 200, isHalf: true },
      {
        kind: 'text',
        name: 'email',
        label: t('sign_in.email'),
        hint: t('credit.email_hint'),
        type: 'email',
        most: 254,
        isHalf: true,
      },
      {
        kind: 'text',
        name: 'message',
        label: t('credit.message'),
        most: 500,
        lines: 3,
        when: isMailed,
      },
      {
        kind: 'choice',
        name: 'language',
        label: t('customers.language'),
        options: languages.map((code) => [code, languageName(code, locale)] as const),
        required: true,
        isHalf: true,
        when: isMailed,
      },
      {
        kind: 'moment',
        name: 'send_at',
        label: t('credit.send_at'),
        hint: t('credit.send_hint'),
        isHalf: true,
        when: isMailed,
      },
    ],
    read: {
      amount_minor: null,
      currency: usual,
      expires_at: null,
      reason: '',
      email: '',
      name: '',
      message: '',
      language: languages[0] ?? null,
      send_at: null,
    },
    save: ({ amount_minor, currency, email, language, message, send_at, ...rest }) =>
      issueGiftCard(cardId, {
        ...rest,
        amount_minor: amount_minor ?? 0,
        currency: currency ?? usual,
        ...(email.trim()
          ? { email: email.trim(), message, language: language as Language, send_at }
          : {}),
      }),
    saved: async (issued) => {
      await refresh(getListGiftCardsQueryKey());
      await saved(issued);
    },
  });
  return (
    <Form form={form} needs="credit.write" isNew>
      <Panel title={t('credit.card')}>
        <Fields form={form} only={['amount_minor', 'currency', 'expires_at', 'reason']} />
      </Panel>
      <Panel title={t('credit.recipient')}>
        <Fields form={form} only={['name', 'email', 'message', 'language', 'send_at']} />
      </Panel>
    </Form>
  );
}
