import { changeGiftCard, getGiftCard } from '../../api/gift-cards';
import type { CreditStatus, GiftCard } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';

interface Values {
  status: CreditStatus;
  expires_at: string | null;
  reason: string;
}

interface EditCardProps {
  card: GiftCard;
  saved: () => unknown;
  close: () => void;
}

const valuesOf = ({ status, expires_at }: GiftCard): Values => ({ status, expires_at, reason: '' });

/** Whether a card can be spent, and until when. */
export function EditCard({ card, saved, close }: EditCardProps) {
  const { t, word } = useWords();
  const form = useForm<Values, unknown>({
    fields: [
      {
        kind: 'choice',
        name: 'status',
        label: t('orders.status'),
        options: (['active', 'disabled'] as const).map(
          (code) => [code, word('credit_status', code)] as const,
        ),
        required: true,
      },
      {
        kind: 'moment',
        name: 'expires_at',
        label: t('credit.expires_at'),
        hint: t('credit.expires_hint'),
      },
      { kind: 'text', name: 'reason', label: t('orders.reason'), required: true, most: 200 },
    ],
    read: valuesOf(card),
    version: card.version,
    save: (values, { version }) => changeGiftCard(card.id, values, ifMatch(version)),
    reload: async () => {
      const now = await getGiftCard(card.id);
      return { values: valuesOf(now), version: now.version };
    },
    saved: async () => {
      close();
      await saved();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('credit.edit_title', { code: card.last_four })}
      close={close}
    />
  );
}
