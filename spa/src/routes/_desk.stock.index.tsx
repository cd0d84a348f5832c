import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import type { StockRow } from '../api/model';
import { getListStockQueryKey, listStock } from '../api/stock';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Choice, Filters, SearchField } from '../ui/Filters';
import ui from '../ui/layout.module.css';
import { useOptions } from '../ui/options.ts';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count } from '../ui/text';

const ONLY = ['low', 'sold_out'] as const;
type Only = (typeof ONLY)[number];

interface StockSearch {
  q?: string;
  only?: Only;
}

export const Route = createFileRoute('/_desk/stock/')({
  validateSearch: ({ q, only }: Record<string, unknown>): StockSearch => ({
    ...(q ? { q: String(q).slice(0, 120) } : {}),
    ...(ONLY.includes(only as Only) ? { only: only as Only } : {}),
  }),
  component: Stock,
});

function Stock() {
  const { t, locale } = useWords();
  const { q = '', only } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const asked = { q, language: locale, ...(only ? { only } : {}) };
  const inWords = useOptions();
  const source = useRows({
    key: getListStockQueryKey(asked),
    read: (cursor, request) => listStock({ ...asked, ...cursor }, request),
  });
  const columns: Column<StockRow>[] = [
    {
      id: 'sku',
      heading: t('stock.sku'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/stock/$sku" params={{ sku: row.sku }}>
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
      id: 'low',
      heading: t('stock.low_at'),
      numeric: true,
      deskOnly: true,
      cell: (row) => <Count value={row.low_at} />,
    },
  ];
  return (
    <Page title={t('nav.stock')}>
      <Filters>
        <SearchField
          label={t('stock.search')}
          value={q}
          change={(typed) => void navigate({ search: typed ? { q: typed } : {}, replace: true })}
        />
        <Choice
          label={t('orders.show')}
          value={only ?? 'all'}
          options={[
            ['all', t('orders.show_all')],
            ['low', t('stock.only_low')],
            ['sold_out', t('stock.only_out')],
          ]}
          change={(chosen) => void navigate({ search: chosen === 'all' ? {} : { only: chosen } })}
        />
      </Filters>
      <Panel flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => row.variant_id}
          caption={t('nav.stock')}
          nothing={t(only ? 'stock.none_short' : 'stock.none')}
          hint={t(only ? 'stock.none_short_hint' : 'stock.none_hint')}
        />
      </Panel>
    </Page>
  );
}
