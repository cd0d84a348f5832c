import { useState } from 'react';
import { holdDraftStock } from '../../api/drafts';
import type { Draft } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useChanged } from './changing.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

/** Nobody else buys it until then. */
export function HoldStock({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useWords();
  const [soon] = useState(() => inDays(2));
  const { onSuccess } = useChanged(draft.id);
  const form = useForm<{ until: string | null }, Draft>({
    fields: [
      {
        kind: 'moment',
        name: 'until',
        label: t('drafts.hold_until'),
        hint: t('drafts.hold_hint'),
        required: true,
      },
    ],
    read: { until: draft.held_until ?? soon },
    isQuiet: true,
    save: ({ until }) => holdDraftStock(draft.id, { until: until ?? soon }),
    saved: (changed) => {
      close();
      onSuccess(changed);
    },
  });
  return (
    <DialogForm form={form} title={t('drafts.hold')} confirm={t('drafts.hold')} close={close} />
  );
}
