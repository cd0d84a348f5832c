import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AwaitedPayment, RefundByHand } from '../api/model';
import {
  getListAwaitedPaymentsQueryKey,
  getListRefundsByHandQueryKey,
  listAwaitedPayments,
  listRefundsByHand,
} from '../api/orders';
import { codeOf } from '../codes/untyped.ts';
import { Statement } from '../features/bank/Statement';
import { PaidByHand } from '../features/orders/PaidByHand';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Badge } from '../ui/Status';
import { Money, When } from '../ui/text';

export const Route = createFileRoute('/_desk/payments')({ component: Payments });

function OrderLink({ number }: { number: string }) {
  return (
    <Link className={ui.link} to="/orders/$number" params={{ number }}>
      {number}
    </Link>
  );
}

function Payments() {
  const { t, word } = useWords();
  const [paying, setPaying] = useState<RefundByHand | null>(null);
  const awaited = useRows({ key: getListAwaitedPaymentsQueryKey(), read: listAwaitedPayments });
  const refunds = useRows({ key: getListRefundsByHandQueryKey(), read: listRefundsByHand });
  const awaitedColumns: Column<AwaitedPayment>[] = [
    {
      id: 'number',
      heading: t('orders.number'),
      lead: true,
      cell: (row) => <OrderLink number={row.number} />,
    },
    { id: 'name', heading: t('orders.buyer'), cell: (row) => row.name || row.email },
    {
      id: 'method',
      heading: t('payments.method'),
      cell: (row) => word('method', codeOf('method', row.method)),
    },
    {
      id: 'due',
      heading: t('payments.due'),
      corner: true,
      cell: (row) =>
        row.is_overdue ? (
          <Badge tone="bad">{t('payments.overdue')}</Badge>
        ) : (
          <When at={row.due_at} />
        ),
    },
    {
      id: 'received',
      heading: t('payments.received'),
      numeric: true,
      cell: (row) => <Money value={row.received} />,
    },
    {
      id: 'amount',
      heading: t('payments.amount'),
      numeric: true,
      cell: (row) => <Money value={row.amount} />,
    },
  ];
  const refundColumns: Column<RefundByHand>[] = [
    {
      id: 'number',
      heading: t('orders.number'),
      lead: true,
      cell: (row) => <OrderLink number={row.number} />,
    },
    { id: 'name', heading: t('orders.buyer'), cell: (row) => row.name || row.email },
    {
      id: 'why',
      heading: t('payments.why'),
      cell: (row) => word('refund_source', row.source),
    },
    { id: 'since', heading: t('payments.since'), cell: (row) => <When at={row.requested_at} /> },
    {
      id: 'amount',
      heading: t('payments.amount'),
      numeric: true,
      cell: (row) => <Money value={row.amount} />,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Action needs="orders.refund" size="xs" variant="default" onClick={() => setPaying(row)}>
          {t('orders.refund_paid_by_hand')}
        </Action>
      ),
    },
  ];
  return (
    <Page title={t('payments.by_hand')} lead={t('payments.by_hand_lead')}>
      <Panel title={t('payments.refunds')} flush>
        <DataTable
          source={refunds}
          columns={refundColumns}
          keyOf={({ id }) => id}
          caption={t('payments.refunds')}
          nothing={t('payments.no_refunds')}
          hint={t('payments.no_refunds_hint')}
        />
      </Panel>
      <Panel title={t('payments.awaited')} flush>
        <DataTable
          source={awaited}
          columns={awaitedColumns}
          keyOf={({ number, opened_at }) => `${number} ${opened_at}`}
          caption={t('payments.awaited')}
          nothing={t('payments.no_awaited')}
          hint={t('payments.no_awaited_hint')}
        />
      </Panel>
      <Statement />
      {paying ? (
        <PaidByHand
          number={paying.number}
          refundId={paying.id}
          amount={paying.amount}
          close={() => setPaying(null)}
        />
      ) : null}
    </Page>
  );
}
