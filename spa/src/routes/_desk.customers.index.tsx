import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import {
  getListCustomerGroupsQueryOptions,
  getListCustomersQueryKey,
  getListSegmentsQueryOptions,
  listCustomers,
} from '../api/customers';
import type { CustomerRow } from '../api/model';
import { AddCustomer } from '../features/customers/AddCustomer';
import { AddToGroup } from '../features/customers/AddToGroup';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { countryName } from '../ui/form/names.ts';
import ui from '../ui/layout.module.css';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Count, Money, When } from '../ui/text';

const SORTS = ['last_order', 'spent', 'orders', 'newest'] as const;

export const Route = createFileRoute('/_desk/customers/')({
  validateSearch: searchOf({
    hide: typed,
    q: typed,
    sort: oneOf(SORTS, 'last_order'),
    group: typed,
    segment: typed,
  }),
  component: Customers,
});

function named(found: { items: readonly { id: string; name: string }[] } | undefined) {
  return (found?.items ?? []).map(({ id, name }) => [id, name] as const);
}

function Customers() {
  const { t, word, locale } = useWords();
  const search = Route.useSearch();
  const { hide: _, ...asked } = search;
  const navigate = useNavigate();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const segments = useQuery(getListSegmentsQueryOptions());
  const source = useRows({
    key: getListCustomersQueryKey(asked),
    read: (cursor, request) => listCustomers({ ...asked, ...cursor }, request),
  });
  const columns: Column<CustomerRow>[] = [
    {
      id: 'name',
      heading: t('customers.name'),
      lead: true,
      cell: (row) => (
        <span className={ui.wide}>
          <Link className={ui.link} to="/customers/$customerId" params={{ customerId: row.id }}>
            {row.name || row.email}
          </Link>
          {row.name ? <span className={ui.soft}> {row.email}</span> : null}
        </span>
      ),
    },
    {
      id: 'country',
      heading: t('customers.country'),
      deskOnly: true,
      cell: (row) => (row.country ? countryName(row.country, locale) : '—'),
    },
    {
      id: 'tags',
      heading: t('customers.tags'),
      deskOnly: true,
      cell: (row) => row.tags.join(', ') || '—',
    },
    {
      id: 'orders',
      heading: t('customers.orders'),
      numeric: true,
      cell: (row) => <Count value={row.orders} />,
    },
    {
      id: 'spent',
      heading: t('customers.spent'),
      numeric: true,
      cell: (row) => <Money value={row.spent} />,
    },
    {
      id: 'last',
      heading: t('customers.last_order'),
      numeric: true,
      cell: (row) => <When at={row.last_order_at} />,
    },
  ];
  return (
    <ListPage
      views="customers"
      title={t('nav.customers')}
      search={search}
      find={t('customers.search')}
      actions={
        <>
          <ExportMenu
            names={['customers']}
            filters={{ ...search, sort: search.sort ?? 'last_order' }}
          />
          <Button variant="default" onClick={() => void navigate({ to: '/groups' })}>
            {t('nav.groups')}
          </Button>
          <Button variant="default" onClick={() => void navigate({ to: '/segments' })}>
            {t('nav.segments')}
          </Button>
          <AddCustomer />
        </>
      }
      bulk={(chosen, done) => <AddToGroup chosen={chosen} group={search.group} done={done} />}
      filters={[
        {
          name: 'sort',
          label: t('customers.sort'),
          usual: 'last_order',
          options: SORTS.map((one) => [one, word('customer_sort', one)] as const),
        },
        { name: 'group', label: t('customers.group'), isLong: true, options: named(groups.data) },
        {
          name: 'segment',
          label: t('customers.segment'),
          isLong: true,
          options: named(segments.data),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('customers.none')}
      hint={t('customers.none_hint')}
      noneFound={t('customers.none_found')}
    />
  );
}
