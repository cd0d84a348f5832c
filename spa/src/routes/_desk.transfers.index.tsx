import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { StockOrderStatus, type TransferRow } from '../api/model';
import { getListLocationsQueryOptions } from '../api/settings';
import { getListTransfersQueryKey, listTransfers } from '../api/transfers';
import { ExportMenu } from '../features/exports/ExportMenu';
import { NewTransfer } from '../features/stockOrders/TransferForm';
import { useWords } from '../i18n';
import { day } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useLocationName } from '../ui/locations.ts';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Badge, Status } from '../ui/Status';
import { Count, When } from '../ui/text';

const STATUSES = Object.values(StockOrderStatus);

export const Route = createFileRoute('/_desk/transfers/')({
  validateSearch: searchOf({
    hide: typed,
    q: typed,
    status: oneOf(STATUSES),
    location: typed,
    is_late: oneOf(['true']),
  }),
  component: Transfers,
});

function Transfers() {
  const { t, word, locale } = useWords();
  const nameAt = useLocationName();
  const places = useQuery(getListLocationsQueryOptions()).data?.items ?? [];
  const search = Route.useSearch();
  const { hide: _, is_late, ...narrowed } = search;
  const asked = { ...narrowed, ...(is_late ? { is_late: true } : {}) };
  const source = useRows({
    key: getListTransfersQueryKey(asked),
    read: (cursor, request) => listTransfers({ ...asked, ...cursor }, request),
  });
  const columns: Column<TransferRow>[] = [
    {
      id: 'number',
      heading: t('stock_orders.number'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/transfers/$transferId" params={{ transferId: row.id }}>
          {row.number}
        </Link>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="stock_order" code={row.status} />,
    },
    {
      id: 'from',
      heading: t('transfers.from'),
      cell: (row) => <span className={ui.wide}>{nameAt(row.origin)}</span>,
    },
    {
      id: 'to',
      heading: t('transfers.to'),
      cell: (row) => <span className={ui.wide}>{nameAt(row.destination)}</span>,
    },
    {
      id: 'day',
      heading: t('incoming.day'),
      cell: (row) => (
        <span className={ui.row}>
          {row.expected_on ? day(row.expected_on, locale) : '—'}
          {row.is_late ? <Badge tone="bad">{t('incoming.late')}</Badge> : null}
        </span>
      ),
    },
    {
      id: 'units',
      heading: t('stock.units'),
      numeric: true,
      cell: (row) => <Count value={row.units} />,
    },
    {
      id: 'left',
      heading: t('stock_orders.left'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <Count value={row.left} />,
    },
    {
      id: 'created',
      heading: t('drafts.created'),
      numeric: true,
      wideOnly: true,
      cell: (row) => <When at={row.created_at} />,
    },
  ];
  return (
    <ListPage
      views="transfers"
      title={t('nav.transfers')}
      lead={t('transfers.lead')}
      back={{ to: '/stock', label: t('nav.stock') }}
      actions={
        <>
          <ExportMenu names={['transfers']} filters={asked} />
          <NewTransfer />
        </>
      }
      search={search}
      find={t('stock_orders.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((one) => [one, word('stock_order', one)] as const),
          isLong: true,
        },
        {
          name: 'location',
          label: t('stock.where'),
          options: places.map((one) => [one.code, one.name] as const),
          isLong: true,
        },
        {
          name: 'is_late',
          label: t('incoming.late'),
          options: [['true', t('stock_orders.only_late')]],
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('transfers.none')}
      hint={t('transfers.none_hint')}
      noneFound={t('transfers.none_found')}
    />
  );
}
