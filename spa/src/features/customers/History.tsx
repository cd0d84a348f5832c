import { Link } from '@tanstack/react-router';
import type {
  Customer,
  CustomerChoice,
  CustomerMail,
  CustomerOrder,
  CustomerReview,
} from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { Money, When } from '../../ui/text';
import { codeOf } from '../../codes/untyped.ts';

/** What they bought, what was written to them, what they wrote, and what they agreed to. */
export function History({ customer }: { customer: Customer }) {
  const { t, word } = useWords();
  const orders: Column<CustomerOrder>[] = [
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
  const mails: Column<CustomerMail>[] = [
    {
      id: 'kind',
      heading: t('customers.mail'),
      lead: true,
      cell: (row) => word('mail', codeOf('mail', row.kind)),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => word('mail_status', row.status),
    },
    {
      id: 'at',
      heading: t('customers.at'),
      numeric: true,
      cell: (row) => <When at={row.sent_at ?? row.created_at} />,
    },
  ];
  const reviews: Column<CustomerReview>[] = [
    {
      id: 'title',
      heading: t('customers.review'),
      lead: true,
      cell: (row) => row.title || row.order_number,
    },
    { id: 'rating', heading: t('customers.rating'), cell: (row) => `${row.rating}/5` },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="review" code={row.status} />,
    },
    {
      id: 'at',
      heading: t('customers.at'),
      numeric: true,
      cell: (row) => <When at={row.written_at} />,
    },
  ];
  const choices: Column<CustomerChoice>[] = [
    {
      id: 'granted',
      heading: t('customers.choice'),
      lead: true,
      cell: (row) => t(row.granted ? 'customers.agreed' : 'customers.refused'),
    },
    {
      id: 'source',
      heading: t('customers.source'),
      cell: (row) => word('choice_source', codeOf('choice_source', row.source)),
    },
    { id: 'text', heading: t('customers.text_version'), cell: (row) => row.text_version },
    { id: 'at', heading: t('customers.at'), numeric: true, cell: (row) => <When at={row.at} /> },
  ];
  return (
    <>
      <Listed
        title={t('nav.orders')}
        items={customer.orders}
        columns={orders}
        none={t('orders.none')}
        keyOf={(row) => row.number}
      />
      <Listed
        title={t('customers.consent')}
        items={customer.choices}
        columns={choices}
        none={t('customers.no_choices')}
        keyOf={(row) => row.at}
      />
      <Listed
        title={t('customers.mails')}
        items={customer.mails}
        columns={mails}
        none={t('customers.no_mails')}
        keyOf={(row) => `${row.kind} ${row.created_at}`}
      />
      <Listed
        title={t('nav.reviews')}
        items={customer.reviews}
        columns={reviews}
        none={t('customers.no_reviews')}
        keyOf={(row) => row.id}
      />
    </>
  );
}

interface ListedProps<T> {
  title: string;
  items: readonly T[];
  columns: Column<T>[];
  none: string;
  keyOf: (row: T) => string;
}

function Listed<T>({ title, items, columns, none, keyOf }: ListedProps<T>) {
  return (
    <Panel title={title} flush>
      <DataTable
        source={{
          rows: [...items],
          error: null,
          retry: () => undefined,
          more: undefined,
          isReadingMore: false,
        }}
        columns={columns}
        keyOf={keyOf}
        caption={title}
        nothing={none}
        isWhole={false}
      />
    </Panel>
  );
}
