import { Button } from '@mantine/core';
import { createFileRoute, Link } from '@tanstack/react-router';
import type { StockRow } from '../api/model';
import { getListStockQueryKey, listStock } from '../api/stock';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { useOptions } from '../ui/options.ts';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Status } from '../ui/Status';
import { Count } from '../ui/text';

const ONLY = ['low', 'sold_out'] as const;
export const Route = createFileRoute('/_desk/stock/')({
  validateSearch: searchOf({
    hide: typed,
    q: typed,
    only: oneOf(ONLY),
    sort: oneOf(['sku', '-sku', 'free', '-free']),
  }),
  component: Stock,
});

function Stock() {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const { hide: _, ...narrowed } = search;
  const asked = { ...narrowed, language: locale };
  const inWords = useOptions();
  const source = useRows({
    key: getListStockQueryKey(asked),
    read: (cursor, request) => listStock({ ...asked, ...cursor }, request),
  });
  const columns: Column<StockRow>[] = [
    {
      id: 'sku',
      ...(search.only ? {} : { sort: 'sku' }),
      heading: t('stock.sku'),
      lead: true,
      cell: (row) => (
        <Link className={`${ui.link} ${ui.whole}`} to="/stock/$sku" params={{ sku: row.sku }}>
          {row.sku}
        </Link>
      ),
    },
    {
      id: 'name',
      heading: t('products.name'),
      cell: (row) => (
        <span className={ui.wide}>
          {[row.name, inWords(row.options)].filter(Boolean).join(' · ')}
        </span>
      ),
    },
    {
      id: 'state',
      heading: t('stock.availability'),
      corner: true,
      cell: (row) => <Status family="availability" code={row.availability} />,
    },
    {
      id: 'free',
      sort: 'free',
      heading: t('stock.free'),
      numeric: true,
      cell: (row) => (
        <b>
          <Count value={row.free} />
        </b>
      ),
    },
    {
      id: 'held',
      wideOnly: true,
      heading: t('stock.held'),
      numeric: true,
      cell: (row) => <Count value={row.held} />,
    },
    {
      id: 'hand',
      heading: t('stock.on_hand'),
      numeric: true,
      cell: (row) => <Count value={row.on_hand} />,
    },
    {
      id: 'incoming',
      heading: t('stock.incoming'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <Count value={row.incoming} />,
    },
    {
      id: 'backorders',
      heading: t('backorders.title'),
      wideOnly: true,
      cell: (row) =>
        row.backorders === 'none' && row.backordered === 0
          ? '—'
          : `${word('backorder_kind', row.backorders)}${row.backordered ? ` (${row.backordered})` : ''}`,
    },
    {
      id: 'low',
      heading: t('stock.low_at'),
      numeric: true,
      wideOnly: true,
      cell: (row) => <Count value={row.low_at} />,
    },
  ];
  return (
    <ListPage
      views="stock"
      title={t('nav.stock')}
      actions={
        <>
          <Button component={Link} to="/waitlist" variant="default">
            {t('nav.waitlist')}
          </Button>
          <Button component={Link} to="/transfers" variant="default">
            {t('nav.transfers')}
          </Button>
          <ExportMenu names={['stock']} filters={search} />
        </>
      }
      search={search}
      find={t('stock.search')}
      filters={[
        {
          name: 'only',
          label: t('orders.show'),
          options: [
            ['low', t('stock.only_low')],
            ['sold_out', t('stock.only_out')],
          ],
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.variant_id}
      nothing={t('stock.none')}
      noneFoundHint={t(search.q ? 'stock.none_hint' : 'stock.none_short_hint')}
      noneFound={t(search.q ? 'stock.none_found' : 'stock.none_short')}
    />
  );
}
