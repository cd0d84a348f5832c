import { Link } from '@tanstack/react-router';
import type { Movement } from '../../api/model';
import { getListMovementsQueryKey, listMovements } from '../../api/stock';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { useRows } from '../../ui/rows.ts';
import { When, Who } from '../../ui/text';
import { useLocationName } from '../../ui/locations.ts';

export function Ledger({ sku }: { sku: string }) {
  const { t, word, locale } = useWords();
  const nameAt = useLocationName();
  const source = useRows({
    key: getListMovementsQueryKey(sku),
    read: (cursor, request) => listMovements(sku, cursor, request),
  });
  const kindOf = (row: Movement) => word('movement', codeOf('movement', row.kind));
  const columns: Column<Movement>[] = [
    { id: 'at', heading: t('stock.when'), cell: (row) => <When at={row.at} exact /> },
    {
      id: 'what',
      heading: t('stock.what'),
      lead: true,
      cell: (row) => (
        <>
          {row.import_id ? (
            <Link className={ui.link} to="/imports/$importId" params={{ importId: row.import_id }}>
              {kindOf(row)}
            </Link>
          ) : row.stock_order_id && row.kind === 'transfer' ? (
            <Link
              className={ui.link}
              to="/transfers/$transferId"
              params={{ transferId: row.stock_order_id }}
            >
              {kindOf(row)}
            </Link>
          ) : (
            kindOf(row)
          )}
          {row.note ? <small className={`${ui.soft} ${ui.wide}`}> · {row.note}</small> : null}
        </>
      ),
    },
    { id: 'where', heading: t('stock.where'), cell: (row) => nameAt(row.location) },
    { id: 'who', heading: t('stock.who'), cell: (row) => <Who actor={row.actor} /> },
    {
      id: 'units',
      heading: t('stock.units'),
      numeric: true,
      corner: true,
      cell: (row) => (
        <span className={row.quantity > 0 ? ui.plus : ui.minus}>
          {row.quantity > 0 ? '+' : '−'}
          {count(Math.abs(row.quantity), locale)}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      source={source}
      columns={columns}
      keyOf={(row) => String(row.id)}
      caption={t('stock.ledger')}
      nothing={t('stock.no_movements')}
    />
  );
}
