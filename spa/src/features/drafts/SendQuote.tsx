import { useState } from 'react';
import type { Draft, Quote } from '../../api/model';
import { sendQuote } from '../../api/quotes';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useToast } from '../../ui/toast.ts';
import { inDays } from './HoldStock';
import { useQuoteChanged } from './quoteChanges.ts';

interface Values {
  valid_until: string | null;
  message: string;
}

/** Its prices hold from now on, and its buyer gets a mail with the PDF and the link to answer it. */
export function SendQuote({ draft, close }: { draft: Draft; close: () => void }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const changed = useQuoteChanged(draft.id);
  const [then] = useState(() => inDays(14));
  const form = useForm<Values, Quote>({
    fields: [
      {
        kind: 'moment',
        name: 'valid_until',
        label: t('quotes.valid_until'),
        hint: t('quotes.valid_until_hint'),
        required: true,
      },
      {
        kind: 'text',
        name: 'message',
        label: t('quotes.message'),
        hint: t('quotes.message_hint'),
        most: 2_000,
        lines: 4,
      },
    ],
    read: { valid_until: then, message: '' },
    isQuiet: true,
    save: ({ valid_until, message }) =>
      sendQuote(
        draft.id,
        {
          valid_until: valid_until ?? then,
          message: message.trim(),
          seen_total_minor: draft.totals.total.amount_minor,
        },
        ifMatch(draft.version),
      ),
    saved: () => {
      close();
      toast.done('quotes.sent');
      void changed();
    },
  });
  return (
    <DialogForm form={form} title={t('quotes.send')} confirm={t('quotes.send')} close={close}>
      <p>
        {t('quotes.send_hint', { total: money(draft.totals.total, locale), email: draft.email })}
      </p>
    </DialogForm>
  );
}
