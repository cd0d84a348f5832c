import { Link } from '@tanstack/react-router';
import type { CreditEntry } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Money, When, Who } from '../../ui/text';

/** Everything that moved a balance, newest first. */
export function Ledger({ entries, caption }: { entries: CreditEntry[]; caption: string }) {
  const { t, word } = useWords();
  const columns: Column<CreditEntry>[] = [
    {
      id: 'kind',
      heading: t('credit.what'),
      lead: true,
      cell: (row) => (
        <span>
          {word('credit_entry', row.kind)}
          {row.reason ? <small className={ui.soft}> · {row.reason}</small> : null}
        </span>
      ),
    },
    {
      id: 'order',
      heading: t('orders.number'),
      cell: (row) =>
        row.order_number ? (
          <Link className={ui.link} to="/orders/$number" params={{ number: row.order_number }}>
            {row.order_number}
          </Link>
        ) : (
          '—'
        ),
    },
    {
      id: 'who',
      heading: t('stock.who'),
      deskOnly: true,
      cell: (row) => <Who actor={row.actor} />,
    },
    { id: 'at', heading: t('stock.when'), cell: (row) => <When at={row.at} /> },
    {
      id: 'amount',
      heading: t('credit.amount'),
      numeric: true,
      corner: true,
      cell: (row) => <Money value={row.amount} />,
    },
    {
      id: 'balance',
      heading: t('credit.balance'),
      numeric: true,
      cell: (row) => <Money value={row.balance} />,
    },
  ];
  return (
    <DataTable
      source={{
        rows: entries,
        error: null,
        retry: () => undefined,
        more: undefined,
        isReadingMore: false,
      }}
      columns={columns}
      keyOf={(row) => row.id}
      caption={caption}
      nothing={t('credit.no_entries')}
      isWhole={false}
    />
  );
}
