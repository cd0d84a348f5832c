import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { IncomingOut, StockDetail } from '../../api/model';
import { cancelIncoming, getListIncomingQueryKey, listIncoming } from '../../api/stock';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Remove } from '../../ui/Remove';
import { useRows } from '../../ui/rows.ts';
import { Badge } from '../../ui/Status';
import { Count } from '../../ui/text';
import { Add, Change, Receive, useRefreshed } from './IncomingForms';

/** What is on its way of a variant: promises to buyers who wait rest on it. */
export function Incoming({ stock }: { stock: StockDetail }) {
  const { t, locale } = useWords();
  const refreshed = useRefreshed(stock);
  const [open, setOpen] = useState<
    { what: 'add' } | { what: 'change' | 'receive'; of: IncomingOut }
  >();
  const source = useRows({
    key: getListIncomingQueryKey({ sku: stock.sku, language: locale }),
    read: (cursor, request) =>
      listIncoming({ sku: stock.sku, language: locale, ...cursor }, request),
  });
  const close = () => setOpen(undefined);
  const columns: Column<IncomingOut>[] = [
    {
      id: 'day',
      heading: t('incoming.day'),
      lead: true,
      cell: (row) => (
        <span className={ui.row}>
          {day(row.expected_on, locale)}
          {row.is_late ? <Badge tone="bad">{t('incoming.late')}</Badge> : null}
        </span>
      ),
    },
    { id: 'where', heading: t('stock.where'), cell: (row) => row.location },
    {
      id: 'units',
      heading: t('stock.units'),
      numeric: true,
      corner: true,
      cell: (row) => <Count value={row.quantity} />,
    },
    {
      id: 'note',
      heading: t('incoming.note'),
      cell: (row) =>
        row.stock_order && row.stock_order_kind === 'transfer' ? (
          <Link
            className={ui.link}
            to="/transfers/$transferId"
            params={{ transferId: row.stock_order }}
          >
            {row.note}
          </Link>
        ) : (
          row.note || '—'
        ),
    },
    {
      id: 'acts',
      heading: t('incoming.acts'),
      isHeadingHidden: true,
      cell: (row) =>
        row.stock_order ? null : (
          <span className={ui.row}>
            <Action
              needs="stock.adjust"
              size="xs"
              onClick={() => setOpen({ what: 'receive', of: row })}
            >
              {t('incoming.receive')}
            </Action>
            <Action
              needs="stock.adjust"
              size="xs"
              variant="default"
              onClick={() => setOpen({ what: 'change', of: row })}
            >
              {t('incoming.change')}
            </Action>
            <Remove
              needs="stock.adjust"
              label={t('incoming.cancel')}
              title={t('incoming.cancel_title')}
              explained={t('incoming.cancel_explained')}
              remove={() => cancelIncoming(row.id)}
              removed={refreshed}
              done={'incoming.cancelled' as const}
            />
          </span>
        ),
    },
  ];
  return (
    <Panel
      title={t('incoming.title')}
      flush
      aside={
        <Action
          needs="stock.adjust"
          size="xs"
          variant="default"
          onClick={() => setOpen({ what: 'add' })}
        >
          {t('incoming.add')}
        </Action>
      }
    >
      <DataTable
        source={source}
        columns={columns}
        keyOf={(row) => row.id}
        caption={t('incoming.title')}
        nothing={t('incoming.none')}
      />
      {open?.what === 'add' ? <Add stock={stock} close={close} /> : null}
      {open?.what === 'change' ? <Change stock={stock} of={open.of} close={close} /> : null}
      {open?.what === 'receive' ? <Receive stock={stock} of={open.of} close={close} /> : null}
    </Panel>
  );
}
