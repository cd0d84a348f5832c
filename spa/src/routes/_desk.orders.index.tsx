import { Button } from '@mantine/core';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { OrderRow, OrderStatus } from '../api/model';
import { getListOrdersQueryKey, listOrders } from '../api/orders';
import { getGetOverviewQueryKey } from '../api/overview';
import {
  CHANNELS,
  FULFILMENTS,
  MARKED,
  PAYMENTS,
  useOrderFilters,
} from '../features/orders/listFilters.ts';
import { MarkOrders } from '../features/orders/MarkOrders';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { Live } from '../ui/Live';
import { useLive } from '../ui/live.ts';
import { NewDraft } from '../features/drafts/NewDraft';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { Money, When } from '../ui/text';

const SHOWN = {
  all: undefined,
  to_ship: ['confirmed', 'partly_shipped'],
  waiting: ['placed', 'paying', 'payment_action_required', 'payment_pending', 'payment_failed'],
  shipped: ['shipped', 'delivered'],
  cancelled: ['cancelled'],
} as const satisfies Record<string, readonly OrderStatus[] | undefined>;
type Shown = keyof typeof SHOWN;

const VIEWS = Object.keys(SHOWN) as Shown[];

export const Route = createFileRoute('/_desk/orders/')({
  validateSearch: searchOf({
    hide: typed,
    show: oneOf(VIEWS, 'all'),
    q: typed,
    payment: oneOf(PAYMENTS),
    fulfilment: oneOf(FULFILMENTS),
    marked: oneOf(MARKED),
    tag: typed,
    assignee: typed,
    country: typed,
    channel: oneOf(CHANNELS),
  }),
  component: Orders,
});

interface Newest {
  newest: { number: string; status: string }[];
}

/** Which orders changed since the page was opened: their rows are marked for a moment. */
function useArrivals(): { isOpen: boolean; arrived: ReadonlySet<string> } {
  const refresh = useRefresh();
  const [known, setKnown] = useState<ReadonlyMap<string, string> | null>(null);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const isOpen = useLive<Newest>('/api/v1/orders/live', 'order', ({ newest }) => {
    if (known) {
      const fresh = newest.filter(({ number, status }) => known.get(number) !== status);
      setArrived(new Set(fresh.map(({ number }) => number)));
      void refresh(getListOrdersQueryKey(), getGetOverviewQueryKey());
    }
    setKnown(new Map(newest.map(({ number, status }) => [number, status])));
  });
  return { isOpen, arrived };
}

function Orders() {
  const { t, known } = useWords();
  const search = Route.useSearch();
  const navigate = useNavigate();
  const { show = 'all', q = '', payment, fulfilment, marked } = search;
  const { tag, assignee, country, channel } = search;
  const { isOpen, arrived } = useArrivals();
  const status = SHOWN[show];
  const asked = {
    q,
    ...(status ? { status: [...status] } : {}),
    ...(payment ? { payment: [payment] } : {}),
    ...(fulfilment ? { fulfilment: [fulfilment] } : {}),
    ...(marked ? { [marked]: true } : {}),
    ...(tag ? { tag } : {}),
    ...(assignee ? { assignee } : {}),
    ...(country ? { country } : {}),
    ...(channel ? { channel } : {}),
    // Who has waited longest is served first.
    ...(show === 'to_ship' ? { sort: 'oldest' as const } : {}),
  };
  const source = useRows({
    key: getListOrdersQueryKey(asked),
    read: (cursor, request) => listOrders({ ...asked, ...cursor }, request),
  });
  const columns: Column<OrderRow>[] = [
    {
      id: 'number',
      heading: t('orders.number'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.whole}`}
          to="/orders/$number"
          params={{ number: row.number }}
        >
          {row.number}
        </Link>
      ),
    },
    { id: 'placed', heading: t('orders.placed'), cell: (row) => <When at={row.placed_at} /> },
    {
      id: 'buyer',
      heading: t('orders.buyer'),
      cell: (row) => (
        <span className={ui.wide}>{row.name || row.email || t('orders.nameless')}</span>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => (
        <span className={ui.row}>
          <Status family="order" code={row.status} />
        </span>
      ),
    },
    {
      id: 'payment',
      heading: t('orders.payment'),
      cell: (row) => <Status family="order_payment" code={row.payment} />,
    },
    {
      id: 'fulfilment',
      heading: t('orders.fulfilment'),
      cell: (row) => <Status family="order_fulfilment" code={row.fulfilment} />,
    },
    {
      id: 'tags',
      heading: t('orders.tags'),
      wideOnly: true,
      cell: (row) => row.tags.join(', ') || '—',
    },
    {
      id: 'channel',
      heading: t('orders.channel'),
      deskOnly: true,
      cell: (row) => known(`order_channel.${row.channel}`) ?? row.channel,
    },
    { id: 'units', heading: t('orders.units'), numeric: true, cell: (row) => row.units },
    {
      id: 'total',
      heading: t('orders.total'),
      numeric: true,
      cell: (row) => <Money value={row.total} />,
    },
  ];
  return (
    <ListPage
      views="orders"
      title={t('nav.orders')}
      actions={
        <>
          <Live isOpen={isOpen} />
          <Button variant="default" onClick={() => void navigate({ to: '/drafts' })}>
            {t('nav.drafts')}
          </Button>
          <NewDraft />
          <ExportMenu
            names={['orders']}
            filters={{ ...asked, status: status?.join(','), hide: search.hide }}
          />
        </>
      }
      search={search}
      find={t('orders.search')}
      filters={useOrderFilters()}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      bulk={(chosen, done) => <MarkOrders chosen={chosen} done={done} />}
      mark={(row) => arrived.has(row.number)}
      nothing={t('orders.none')}
      hint={t('orders.none_hint')}
      {...(q ? { noneFoundHint: t('orders.none_found_hint') } : {})}
      noneFound={t(
        Object.keys(search).some((name) => name !== 'show') ? 'orders.none_found' : 'orders.none',
      )}
    />
  );
}
