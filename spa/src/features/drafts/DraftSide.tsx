import { Select } from '@mantine/core';
import { useState } from 'react';
import { changeDraft, getDraft, useChangeDraft, useFreeDraftStock } from '../../api/drafts';
import type { Draft } from '../../api/model';
import { useWords } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Money, When } from '../../ui/text';
import { useChanged } from './changing.ts';
import classes from './drafts.module.css';
import { HoldStock } from './HoldStock';
import { isPickedUp } from './pickup.ts';
import { PlaceDraft } from './PlaceDraft';
import { Quotes } from './Quotes';

type Open = 'place' | 'hold' | 'shipping' | null;

/** How it travels, what it costs, whether its goods are held; and the way from a draft to an order. */
export function DraftSide({ draft }: { draft: Draft }) {
  const { t, locale } = useWords();
  const can = useCan();
  const [open, setOpen] = useState<Open>(null);
  const changed = useChanged(draft.id);
  const send = useChangeDraft({ mutation: changed, request: ifMatch(draft.version) });
  const free = useFreeDraftStock({ mutation: changed });
  const close = () => setOpen(null);
  const isOpen = draft.status === 'open';
  const { totals } = draft;
  const missing = missingIn(draft);
  const sums = [
    [t('orders.items'), totals.items],
    [t('orders.discount'), totals.discount],
    [t('orders.shipping'), totals.shipping],
  ] as const;
  return (
    <>
      <Panel title={t('drafts.total')}>
        {isOpen ? (
          <Select
            label={t('orders.method')}
            placeholder={draft.ways.length > 0 ? t('drafts.choose_way') : t('drafts.address_first')}
            disabled={draft.ways.length === 0 || !can('orders.write')}
            data={draft.ways.map((way) => ({
              value: way.code,
              label: `${way.name} · ${money(way.price, locale)}`,
            }))}
            value={draft.shipping_code}
            onChange={(code) => {
              if (code) send.mutate({ draftId: draft.id, data: { shipping_code: code } });
            }}
          />
        ) : null}
        <dl className={classes.sums}>
          {sums.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Money value={value} />
              </dd>
            </div>
          ))}
          <div className={classes.total}>
            <dt>{t('orders.total')}</dt>
            <dd>
              <Money value={totals.total} />
            </dd>
          </div>
          <div>
            <dt>{t('orders.tax')}</dt>
            <dd>
              <Money value={totals.tax_included} />
            </dd>
          </div>
        </dl>
        {isOpen ? (
          <div className={ui.row}>
            <Action
              needs="orders.write"
              because={missing ? t(missing) : undefined}
              onClick={() => setOpen('place')}
            >
              {t('drafts.place')}
            </Action>
            <Action
              needs="orders.discount"
              variant="default"
              because={draft.shipping_code ? undefined : t('drafts.choose_way')}
              onClick={() => setOpen('shipping')}
            >
              {t('drafts.shipping_price')}
            </Action>
          </div>
        ) : null}
      </Panel>
      <Panel title={t('drafts.stock')}>
        <p>
          {draft.held_until ? (
            <>
              {t('drafts.held_until')} <When at={draft.held_until} exact />
            </>
          ) : (
            t('drafts.not_held')
          )}
        </p>
        {isOpen ? (
          <div className={ui.row}>
            <Action
              needs="orders.write"
              size="xs"
              variant="default"
              because={draft.lines.length > 0 ? undefined : t('drafts.no_lines')}
              onClick={() => setOpen('hold')}
            >
              {t('drafts.hold')}
            </Action>
            {draft.held_until ? (
              <Action
                needs="orders.write"
                size="xs"
                variant="subtle"
                onClick={() => free.mutate({ draftId: draft.id })}
              >
                {t('drafts.free')}
              </Action>
            ) : null}
          </div>
        ) : null}
      </Panel>
      <Quotes draft={draft} missing={missing ? t(missing) : undefined} />
      {open === 'place' ? <PlaceDraft draft={draft} close={close} /> : null}
      {open === 'hold' ? <HoldStock draft={draft} close={close} /> : null}
      {open === 'shipping' ? <ShippingPrice draft={draft} close={close} /> : null}
    </>
  );
}

function missingIn(draft: Draft) {
  if (draft.lines.length === 0) return 'drafts.no_lines';
  if (!draft.email) return 'drafts.email_first';
  if (!draft.address) return 'drafts.address_first';
  if (isPickedUp(draft) && !draft.name && !draft.address.name) return 'drafts.name_first';
  return draft.shipping_code ? null : 'drafts.choose_way';
}

function priceOf({ is_shipping_own, totals }: Draft): { price: number | null } {
  return { price: is_shipping_own ? totals.shipping.amount_minor : null };
}

function ShippingPrice({ draft, close }: { draft: Draft; close: () => void }) {
  const { t } = useWords();
  const { onSuccess } = useChanged(draft.id);
  const form = useForm<{ price: number | null }, Draft>({
    fields: [
      {
        kind: 'amount',
        name: 'price',
        path: 'shipping_minor',
        label: t('drafts.shipping_price'),
        hint: t('drafts.unit_price_hint'),
        currency: () => draft.currency,
      },
    ],
    read: priceOf(draft),
    version: draft.version,
    save: ({ price }, { version }) =>
      changeDraft(draft.id, { shipping_minor: price }, ifMatch(version)),
    reload: async () => {
      const now = await getDraft(draft.id);
      return { values: priceOf(now), version: now.version };
    },
    saved: (changed) => {
      close();
      onSuccess(changed);
    },
  });
  return <DialogForm form={form} title={t('drafts.shipping_price')} close={close} />;
}
