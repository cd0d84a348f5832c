import type { ReturnDetail, ReturnLine } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import { Panel } from '../../ui/Page';

/** Each line with its reason, and how many were asked for, approved, came and were refunded. */
export function ReturnLines({ one }: { one: ReturnDetail }) {
  const { t, locale } = useWords();
  const columns: Column<ReturnLine>[] = [
    {
      id: 'name',
      heading: t('returns.item'),
      lead: true,
      cell: (line) => (
        <>
          {line.name} <small>{line.sku}</small>
          {line.exchange_sku ? (
            <div>
              → {line.exchange_name} <small>{line.exchange_sku}</small>
            </div>
          ) : null}
        </>
      ),
    },
    {
      id: 'reason',
      heading: t('orders.reason'),
      cell: (line) => line.reason_names[locale] ?? (line.reason || '—'),
    },
    {
      id: 'requested',
      heading: t('returns.requested'),
      numeric: true,
      cell: (line) => line.requested,
    },
    {
      id: 'approved',
      heading: t('returns.approved'),
      numeric: true,
      cell: (line) => line.approved ?? '—',
    },
    {
      id: 'received',
      heading: t('returns.received'),
      numeric: true,
      cell: (line) => line.received,
    },
    {
      id: 'resellable',
      heading: t('returns.resellable'),
      numeric: true,
      cell: (line) => line.resellable,
    },
    {
      id: 'refunded',
      heading: t('returns.refunded'),
      numeric: true,
      cell: (line) => line.refunded,
    },
  ];
  return (
    <Panel title={t('returns.lines')}>
      <DataTable
        columns={columns}
        source={{
          rows: one.lines,
          error: null,
          retry: () => undefined,
          more: undefined,
          isReadingMore: false,
        }}
        keyOf={(line) => String(line.line)}
        caption={t('returns.lines')}
        nothing={t('returns.none')}
        isWhole={false}
      />
    </Panel>
  );
}
