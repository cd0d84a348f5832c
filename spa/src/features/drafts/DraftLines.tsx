import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { setDraftPrice, useSetDraftLine } from '../../api/drafts';
import type { Draft, DraftLine } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { Panel } from '../../ui/Page';
import { Money } from '../../ui/text';
import { VariantPicker } from '../../ui/VariantPicker';
import { useChanged } from './changing.ts';
import classes from './drafts.module.css';

/** What is sold: found by name or SKU, so many of each, at the list's price or another for a reason. */
export function DraftLines({ draft }: { draft: Draft }) {
  const { t } = useWords();
  const isOpen = draft.status === 'open';
  return (
    <Panel title={t('drafts.lines')}>
      {draft.lines.length === 0 ? <p className={ui.soft}>{t('drafts.no_lines')}</p> : null}
      <ul className={classes.lines}>
        {draft.lines.map((line) => (
          <Line key={line.sku} draft={draft} line={line} />
        ))}
      </ul>
      {isOpen ? <AddLine draft={draft} /> : null}
    </Panel>
  );
}

function Line({ draft, line }: { draft: Draft; line: DraftLine }) {
  const { t } = useWords();
  const inWords = useOptions();
  const [isPricing, setPricing] = useState(false);
  const set = useSetDraftLine({ mutation: useChanged(draft.id) });
  const isOpen = draft.status === 'open';
  const put = (quantity: number) =>
    set.mutate({ draftId: draft.id, sku: line.sku, data: { quantity } });
  const isShort = line.gone || line.free < line.quantity;
  return (
    <li>
      <div className={ui.wide}>
        <b>{line.name}</b>
        <div className={ui.soft}>
          {[line.sku, inWords(line.options)].filter(Boolean).join(' · ')}
        </div>
        {isShort ? (
          <div className={classes.short}>{t('drafts.short', { free: String(line.free) })}</div>
        ) : null}
        {line.is_own && draft.status === 'quoted' ? (
          <div className={ui.soft}>{t('quotes.price_holds')}</div>
        ) : null}
        {line.is_own && draft.status !== 'quoted' ? (
          <div className={ui.soft}>
            <s>
              <Money value={line.listed} />
            </s>{' '}
            {line.reason}
          </div>
        ) : null}
      </div>
      <NumberInput
        key={line.quantity}
        className={classes.quantity ?? ''}
        aria-label={t('drafts.quantity_of', { sku: line.sku })}
        min={1}
        max={10_000}
        allowDecimal={false}
        defaultValue={line.quantity}
        disabled={!isOpen}
        onBlur={(event) => {
          const wanted = Number(event.currentTarget.value);
          if (wanted >= 1 && wanted !== line.quantity) put(wanted);
        }}
      />
      <b className={classes.sum}>
        <Money value={line.total} />
      </b>
      {isOpen ? (
        <div className={ui.row}>
          <Action
            needs="orders.discount"
            size="xs"
            variant="subtle"
            onClick={() => setPricing(true)}
          >
            {t('drafts.price')}
          </Action>
          <Action needs="orders.write" size="xs" variant="subtle" onClick={() => put(0)}>
            {t('action.delete')}
          </Action>
        </div>
      ) : null}
      {isPricing ? <Price draft={draft} line={line} close={() => setPricing(false)} /> : null}
    </li>
  );
}

interface PriceValues {
  price: number | null;
  reason: string;
}

function Price({ draft, line, close }: { draft: Draft; line: DraftLine; close: () => void }) {
  const { t } = useWords();
  const { onSuccess } = useChanged(draft.id);
  const form = useForm<PriceValues, Draft>({
    fields: [
      {
        kind: 'amount',
        name: 'price',
        path: 'unit_minor',
        label: t('drafts.unit_price'),
        hint: t('drafts.unit_price_hint'),
        currency: () => draft.currency,
      },
      { kind: 'text', name: 'reason', label: t('drafts.reason'), most: 200 },
    ],
    read: {
      price: line.is_own ? line.unit.amount_minor : null,
      reason: line.reason ?? '',
    },
    save: ({ price, reason }) =>
      setDraftPrice(draft.id, line.sku, { unit_minor: price, reason: reason.trim() }),
    saved: (changed) => {
      close();
      onSuccess(changed);
    },
  });
  return (
    <DialogForm form={form} title={t('drafts.price_title', { sku: line.sku })} close={close} />
  );
}

function AddLine({ draft }: { draft: Draft }) {
  const { t } = useWords();
  const add = useSetDraftLine({ mutation: useChanged(draft.id) });
  return (
    <VariantPicker
      label={t('drafts.add')}
      currency={draft.currency}
      choose={({ sku }) => {
        const there = draft.lines.find((line) => line.sku === sku);
        const quantity = (there?.quantity ?? 0) + 1;
        add.mutate({ draftId: draft.id, sku, data: { quantity } });
      }}
    />
  );
}
