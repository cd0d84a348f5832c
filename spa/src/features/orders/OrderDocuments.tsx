import { Anchor, Menu } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getGetDocumentPdfUrl,
  getGetPrintPdfUrl,
  getGetPrintQueryOptions,
  getListOrderDocumentsQueryKey,
  getListOrderDocumentsQueryOptions,
  issueInvoice,
  printDocumentAgain,
  printOrders,
} from '../../api/documents';
import type { Order, OrderDocument, PrintKind } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { Money, When } from '../../ui/text';

const PRINTS = [
  'packing_slip',
  'pick_list',
  'return_label',
  'gift_receipt',
] as const satisfies readonly PrintKind[];
const LOOK_MS = 1_500;

/** What was issued for the order, and what is printed for its parcel. */
export function OrderDocuments({ order }: { order: Order }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const query = useQuery(getListOrderDocumentsQueryOptions(order.number));
  const changed = () => refresh(getListOrderDocumentsQueryKey(order.number));
  const issue = useMutation({
    mutationFn: () => issueInvoice(order.number, {}),
    onSuccess: changed,
  });
  return (
    <Panel title={t('documents.title')}>
      <Refusal failure={issue.error} />
      <Awaited query={query} rows={2}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <div className={ui.row}>
                <span className={ui.soft}>{t('documents.none')}</span>
                <Action
                  needs="orders.ship"
                  variant="default"
                  loading={issue.isPending}
                  onClick={() => issue.mutate()}
                >
                  {t('documents.issue')}
                </Action>
              </div>
            ) : null}
            {items.map((one) => (
              <Issued key={one.id} one={one} changed={changed} />
            ))}
          </>
        )}
      </Awaited>
      <Printing number={order.number} />
    </Panel>
  );
}

function Issued({ one, changed }: { one: OrderDocument; changed: () => Promise<unknown> }) {
  const { t, word } = useWords();
  const again = useMutation({ mutationFn: () => printDocumentAgain(one.id), onSuccess: changed });
  const name = `${word('document_kind', one.kind)} ${one.code}`;
  return (
    <p className={ui.row}>
      {one.print_status === 'ready' ? (
        <Anchor href={getGetDocumentPdfUrl(one.id)} target="_blank" rel="noreferrer">
          {name}
        </Anchor>
      ) : (
        <span>{name}</span>
      )}
      <Money value={one.total} />
      <span className={ui.soft}>
        <When at={one.issued_at} />
        {one.replaced ? ` · ${t('documents.replaced')}` : ''}
        {one.corrects ? ` · ${t('documents.corrects', { code: one.corrects })}` : ''}
        {one.print_status === 'waiting' ? ` · ${t('documents.drawing')}` : ''}
      </span>
      {one.print_status === 'failed' ? (
        <Action
          needs="orders.read"
          variant="default"
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {t('documents.draw_again')}
        </Action>
      ) : null}
    </p>
  );
}

/** Asked for once with an id of its own; the link appears when the PDF is there. */
function Printing({ number }: { number: string }) {
  const { t, word } = useWords();
  const can = useCan();
  const [printId, setPrintId] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: (kind: PrintKind) => printOrders(crypto.randomUUID(), { kind, orders: [number] }),
    onSuccess: (made) => setPrintId(made.id),
  });
  const made = useQuery({
    ...getGetPrintQueryOptions(printId ?? ''),
    enabled: printId !== null,
    refetchInterval: ({ state }) => (state.data?.status === 'waiting' ? LOOK_MS : false),
  });
  if (!can('orders.read')) return null;
  return (
    <div className={ui.row}>
      <Refusal failure={ask.error ?? made.error} />
      <Menu position="bottom-start">
        <Menu.Target>
          <Action needs="orders.read" variant="default" loading={ask.isPending}>
            {t('documents.print')}
          </Action>
        </Menu.Target>
        <Menu.Dropdown>
          {PRINTS.map((kind) => (
            <Menu.Item key={kind} onClick={() => ask.mutate(kind)}>
              {word('print_kind', kind)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span role="status">
        {made.data?.status === 'waiting' ? t('documents.drawing') : null}
        {made.data?.status === 'failed' ? t('documents.not_drawn') : null}
        {made.data?.status === 'ready' ? (
          <Anchor href={getGetPrintPdfUrl(made.data.id)} target="_blank" rel="noreferrer">
            {t('documents.open', { name: word('print_kind', made.data.kind) })}
          </Anchor>
        ) : null}
      </span>
    </div>
  );
}
