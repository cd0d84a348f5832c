import { Button, CopyButton, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { getGetDraftQueryKey, getListDraftMethodsQueryOptions, placeDraft } from '../../api/drafts';
import type { Draft, DraftMethod, PlacedDraft } from '../../api/model';
import { getListOrdersQueryKey } from '../../api/orders';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { inDays } from './HoldStock';

/** The draft is an order from now on: the customer gets a mail with the link to pay. */
export function PlaceDraft({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const { data } = useQuery(getListDraftMethodsQueryOptions(draft.id));
  const [placed, setPlaced] = useState<PlacedDraft | null>(null);
  function leave() {
    close();
    void refresh(getGetDraftQueryKey(draft.id), getListOrdersQueryKey());
  }
  if (!data) return null;
  if (!placed) {
    return <Asked draft={draft} methods={data.items} close={close} placed={setPlaced} />;
  }
  return (
    <Modal opened onClose={leave} title={t('drafts.placed', { number: placed.number })}>
      <div className={ui.stack}>
        <p>{t('drafts.placed_hint')}</p>
        <TextInput label={t('drafts.pay_link')} value={placed.pay_url} readOnly />
        <div className={ui.row}>
          <CopyButton value={placed.pay_url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'drafts.copied' : 'drafts.copy')}
              </Button>
            )}
          </CopyButton>
          <Link
            className={ui.link}
            to="/orders/$number"
            params={{ number: placed.number }}
            onClick={leave}
          >
            {t('drafts.to_order')}
          </Link>
        </div>
      </div>
    </Modal>
  );
}

interface Values {
  method: string | null;
  pay_by: string | null;
}

interface AskedProps {
  draft: Draft;
  methods: readonly DraftMethod[];
  close: () => void;
  placed: (answer: PlacedDraft) => void;
}

function Asked({ draft, methods, close, placed }: AskedProps) {
  const { t, locale } = useWords();
  const [soon] = useState(() => inDays(2));
  const form = useForm<Values, PlacedDraft>({
    fields: [
      {
        kind: 'choice',
        name: 'method',
        label: t('drafts.method'),
        required: true,
        options: methods.map(({ code, titles }) => [code, titles[locale] ?? code] as const),
      },
      {
        kind: 'moment',
        name: 'pay_by',
        label: t('drafts.pay_by'),
        hint: t('drafts.pay_by_hint'),
        required: true,
      },
    ],
    read: { method: methods[0]?.code ?? null, pay_by: draft.held_until ?? soon },
    isQuiet: true,
    save: ({ method, pay_by }) =>
      placeDraft(draft.id, {
        method: method ?? '',
        pay_by: pay_by ?? soon,
        seen_total_minor: draft.totals.total.amount_minor,
      }),
    saved: placed,
  });
  return (
    <DialogForm
      form={form}
      title={t('drafts.place_title')}
      confirm={t('drafts.place')}
      close={close}
    >
      <p>{t('drafts.place_hint', { total: money(draft.totals.total, locale) })}</p>
    </DialogForm>
  );
}
