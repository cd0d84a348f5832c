import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { OrderRow } from '../../api/model';
import { getListOrdersQueryOptions } from '../../api/orders';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { wholeRows } from '../../ui/rows.ts';
import { Status } from '../../ui/Status';
import { Money, When } from '../../ui/text';

const SHOWN = 8;

/** The newest orders on the first screen. */
export function Latest() {
  const { t } = useWords();
  const orders = useQuery({
    ...getListOrdersQueryOptions({ limit: SHOWN }),
    refetchInterval: 30_000,
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
      cell: (row) => <Status family="order" code={row.status} />,
    },
    { id: 'placed', heading: t('orders.placed'), cell: (row) => <When at={row.placed_at} /> },
    {
      id: 'total',
      heading: t('orders.total'),
      numeric: true,
      cell: (row) => <Money value={row.total} />,
    },
  ];
  return (
    <Panel
      title={t('home.latest')}
      aside={
        <Link className={ui.link} to="/orders">
          {t('home.all_orders')}
        </Link>
      }
      flush
    >
      <DataTable
        source={wholeRows(orders)}
        columns={columns}
        keyOf={(row) => row.id}
        caption={t('home.latest')}
        nothing={t('orders.none')}
        hint={t('orders.none_hint')}
        isWhole={false}
      />
    </Panel>
  );
}
