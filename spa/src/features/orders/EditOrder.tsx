import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EditAsked, Order } from '../../api/model';
import { editOrder, getGetOrderEditingQueryOptions, previewOrderEdit } from '../../api/orders';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { FormDialog } from '../../ui/FormDialog';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Refusal } from '../../ui/Refusal';
import { Awaited } from '../../ui/states';
import { useActed } from './acting.ts';
import { hasOwnPrice, NOTHING, wantedOf, type Draft } from './editing.ts';
import { AddLine, EditLines, EditShipping } from './EditLines';
import { EditOutcome, SettleDifference, type Settling } from './EditOutcome';
import { today } from './today.ts';

const AT_FIRST: Settling = {
  days: 7,
  waits: true,
  onExpiry: 'undo',
  receivedBy: null,
  receivedOn: today(),
  reference: '',
};

/** The edit's id is made with the dialog: a retry after a lost answer changes the order once. */
export function EditOrder({ order, close }: { order: Order; close: () => void }) {
  const { t, word, locale } = useWords();
  const [editId] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<Draft>(NOTHING);
  const [settling, setSettling] = useState<Settling>(AT_FIRST);
  const editing = useQuery(getGetOrderEditingQueryOptions(order.number));
  const acted = useActed(order.number, 'orders.edited_done', close);
  const currency = order.totals.total.currency;
  const wanted = wantedOf(draft, order.lines, order.shipping_code, currency, locale);
  const [asked] = useDebouncedValue(wanted, 300);
  const version = editing.data?.version ?? 0;
  const preview = useQuery({
    queryKey: ['order-edit-preview', order.number, version, JSON.stringify(asked)],
    queryFn: () => previewOrderEdit(order.number, asked ?? {}, ifMatch(version)),
    enabled: asked !== null && editing.data?.why_not === null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isFresh = JSON.stringify(asked) === JSON.stringify(wanted) && !preview.isPlaceholderData;
  const seen = wanted !== null && isFresh && preview.isSuccess ? preview.data : null;
  const needsReason = wanted !== null && hasOwnPrice(wanted) && !draft.reason.trim();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const owes =
    seen !== null &&
    seen.is_paid &&
    seen.difference.amount_minor > Math.max(0, seen.adjusted.amount_minor);
  async function save(body: EditAsked) {
    await editOrder(order.number, editId, body, ifMatch(version));
    acted.onSuccess();
    await acted.onSettled();
  }
  function submit() {
    if (!wanted || !seen || needsReason) return undefined;
    const { days, waits, onExpiry, receivedBy, receivedOn, reference } = settling;
    const received =
      owes && receivedBy !== null
        ? { received_by: receivedBy, received_on: receivedOn, reference: reference.trim() }
        : null;
    const total = seen.after.total.amount_minor;
    return save({
      ...wanted,
      seen_total_minor: total,
      days,
      waits,
      on_expiry: onExpiry,
      ...(received ? { received } : {}),
    });
  }
  function confirm(): string | null {
    if (editing.data?.why_not) return null;
    if (!owes || !seen || settling.receivedBy) return t('orders.edit_confirm');
    return t('orders.edit_confirm_owed', { amount: money(seen.difference, locale) });
  }
  return (
    <FormDialog
      title={t('orders.edit_title', { number: order.number })}
      close={close}
      confirm={confirm()}
      size="xl"
      submit={submit}
      missing={needsReason ? t('orders.edit_no_reason') : t('orders.edit_nothing')}
    >
      <Awaited query={editing}>
        {(basis) =>
          basis.why_not ? (
            <p role="alert">{word('why_not_editable', basis.why_not)}</p>
          ) : (
            <>
              <EditLines order={order} basis={basis} draft={draft} change={change} />
              <AddLine draft={draft} change={change} currency={currency} />
              <EditShipping order={order} basis={basis} draft={draft} change={change} />
              <TextInput
                label={t('orders.edit_reason')}
                description={t('orders.edit_reason_hint')}
                maxLength={200}
                value={draft.reason}
                onChange={(event) => change({ reason: event.currentTarget.value })}
              />
              <Refusal failure={wanted && preview.isError ? preview.error : null} />
              {wanted && preview.data && !preview.isError ? (
                <EditOutcome preview={preview.data} isFresh={isFresh} />
              ) : null}
              {owes ? <SettleDifference settling={settling} change={setSettling} /> : null}
            </>
          )
        }
      </Awaited>
    </FormDialog>
  );
}
