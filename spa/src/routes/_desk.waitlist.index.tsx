import { createFileRoute, Link } from '@tanstack/react-router';
import type { DemandRow } from '../api/model';
import { getListDemandQueryKey, listDemand } from '../api/stock';
import { ExportMenu } from '../features/exports/ExportMenu';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useOptions } from '../ui/options.ts';
import { useRows } from '../ui/rows.ts';
import { Count, When } from '../ui/text';

export const Route = createFileRoute('/_desk/waitlist/')({ component: Waitlist });

/** What buyers want and the shop has not, the most wanted first. */
function Waitlist() {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const asked = { language: locale };
  const source = useRows<DemandRow>({
    key: getListDemandQueryKey(asked),
    read: (cursor, request) => listDemand({ ...asked, ...cursor }, request),
  });
  const columns: Column<DemandRow>[] = [
    {
      id: 'name',
      heading: t('products.name'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.wide}`}
          to="/waitlist/$variantId"
          params={{ variantId: row.variant_id }}
        >
          {[row.name || t('waitlist.deleted'), inWords(row.options)].filter(Boolean).join(' · ')}
        </Link>
      ),
    },
    {
      id: 'sku',
      heading: t('stock.sku'),
      cell: (row) =>
        row.sku ? (
          <Link className={`${ui.link} ${ui.whole}`} to="/stock/$sku" params={{ sku: row.sku }}>
            {row.sku}
          </Link>
        ) : (
          '—'
        ),
    },
    {
      id: 'waiting',
      heading: t('waitlist.waiting'),
      numeric: true,
      cell: (row) => (
        <b>
          <Count value={row.waiting} />
        </b>
      ),
    },
    {
      id: 'first',
      heading: t('waitlist.first'),
      wideOnly: true,
      cell: (row) => <When at={row.first_at} />,
    },
    {
      id: 'told',
      heading: t('waitlist.told'),
      numeric: true,
      wideOnly: true,
      cell: (row) => <Count value={row.told} />,
    },
    {
      id: 'free',
      heading: t('stock.free'),
      numeric: true,
      cell: (row) => <Count value={row.free} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.waitlist')}
      lead={t('waitlist.lead')}
      back={{ to: '/stock', label: t('nav.stock') }}
      actions={<ExportMenu names={['waitlist']} filters={{}} />}
      source={source}
      columns={columns}
      keyOf={(row) => row.variant_id}
      nothing={t('waitlist.none')}
      hint={t('waitlist.none_hint')}
    />
  );
}
