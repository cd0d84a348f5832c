import { useState } from 'react';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';

interface Values {
  way: 'add' | 'take';
  currency: string | null;
  amount_minor: number | null;
  reason: string;
}

export interface BalanceChange {
  amount_minor: number;
  currency: string;
  reason: string;
}

interface ChangeBalanceProps {
  title: string;
  /** One: the balance has this currency. */
  currencies: readonly string[];
  save: (entryId: string, change: BalanceChange) => Promise<unknown>;
  saved: () => unknown;
  close: () => void;
}

/** Adds to a balance or takes from it. The act's id is made with the dialog: a retry happens once. */
export function ChangeBalance({ title, currencies, save, saved, close }: ChangeBalanceProps) {
  const { t } = useWords();
  const [entryId] = useState(() => crypto.randomUUID());
  const usual = currencies[0] ?? 'EUR';
  const form = useForm<Values, unknown>({
    fields: [
      {
        kind: 'choice',
        name: 'way',
        label: t('credit.change'),
        options: [
          ['add', t('credit.add')],
          ['take', t('credit.take')],
        ],
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
        isFixed: currencies.length < 2,
      },
      {
        kind: 'amount',
        name: 'amount_minor',
        label: t('credit.amount'),
        currency: ({ currency }) => currency ?? usual,
        required: true,
      },
      {
        kind: 'text',
        name: 'reason',
        label: t('orders.reason'),
        hint: t('credit.reason_hint'),
        required: true,
        most: 200,
      },
    ],
    read: { way: 'add', currency: usual, amount_minor: null, reason: '' },
    save: ({ way, currency, amount_minor, reason }) =>
      save(entryId, {
        amount_minor: (amount_minor ?? 0) * (way === 'take' ? -1 : 1),
        currency: currency ?? usual,
        reason,
      }),
    saved: async () => {
      close();
      await saved();
    },
  });
  return <DialogForm form={form} title={title} close={close} />;
}
