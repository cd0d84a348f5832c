import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { getCountTasksQueryOptions, getListTasksQueryKey, listTasks } from '../api/fulfilment';
import type { Task } from '../api/model';
import { getListLocationsQueryOptions } from '../api/settings';
import { QUEUES } from '../features/fulfilment/queues.ts';
import { TaskActions } from '../features/fulfilment/TaskActions';
import { useWords } from '../i18n';
import { day } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Badge, Status } from '../ui/Status';
import { Count, When } from '../ui/text';
import { useLocationName } from '../ui/locations.ts';

export const Route = createFileRoute('/_desk/fulfilment/')({
  validateSearch: searchOf({
    queue: oneOf(
      QUEUES.map(([queue]) => queue),
      'to_pick',
    ),
    location: typed,
  }),
  component: Fulfilment,
});

const AGAIN_MS = 30_000;

/** What is to be picked, packed and shipped, oldest first. */
function Fulfilment() {
  const { t, locale } = useWords();
  const search = Route.useSearch();
  const place = search.location ? { location: search.location } : {};
  const counts = useQuery({ ...getCountTasksQueryOptions(place), refetchInterval: AGAIN_MS });
  const locations = useQuery(getListLocationsQueryOptions());
  const nameAt = useLocationName();
  const source = useRows({
    key: getListTasksQueryKey(search),
    read: (cursor, request) => listTasks({ ...search, ...cursor }, request),
  });
  const columns: Column<Task>[] = [
    {
      id: 'number',
      heading: t('orders.number'),
      lead: true,
      cell: (row) => (
        <span className={ui.wide}>
          <Link className={ui.link} to="/orders/$number" params={{ number: row.number }}>
            {row.number}
          </Link>
          <span className={ui.soft}> {row.name}</span>
        </span>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <TaskStatus task={row} />,
    },
    {
      id: 'location',
      heading: t('orders.location'),
      cell: (row) => (row.location ? nameAt(row.location) : '—'),
    },
    {
      id: 'units',
      heading: t('orders.units'),
      numeric: true,
      cell: (row) => <Count value={row.units} />,
    },
    {
      id: 'method',
      heading: t('orders.method'),
      cell: (row) => {
        const name = row.shipping_names[locale] ?? row.shipping_code ?? '—';
        return row.pickup_location ? `${name}: ${nameAt(row.pickup_location)}` : name;
      },
    },
    { id: 'since', heading: t('fulfilment.since'), cell: (row) => <When at={row.since} /> },
    ...(search.queue === 'waiting'
      ? [
          {
            id: 'due',
            heading: t('fulfilment.due'),
            cell: (row: Task) => (row.due ? day(row.due, locale) : t('fulfilment.due_unknown')),
          },
        ]
      : []),
  ];
  return (
    <ListPage
      title={t('fulfilment.title')}
      lead={t('fulfilment.lead')}
      search={search}
      filters={[
        {
          name: 'queue',
          label: t('fulfilment.queue'),
          usual: 'to_pick',
          options: QUEUES.map(
            ([queue, label]) =>
              [queue, counts.data ? `${t(label)} (${counts.data[queue]})` : t(label)] as const,
          ),
        },
        {
          name: 'location',
          label: t('orders.location'),
          isLong: true,
          options: (locations.data?.items ?? []).map((one) => [one.code, one.name] as const),
        },
      ]}
      actions={
        <Button variant="default" component={Link} to={pickList(search.location)}>
          {t('fulfilment.pick_list')}
        </Button>
      }
      columns={columns}
      source={source}
      keyOf={(row) => row.id}
      bulk={(chosen, done) => <TaskActions chosen={chosen} done={done} />}
      nothing={t('fulfilment.nothing')}
      hint={t('fulfilment.nothing_hint')}
      noneFound={t('fulfilment.nothing')}
    />
  );
}

function pickList(location: string | undefined): string {
  return `/fulfilment/pick${location ? `?location=${encodeURIComponent(location)}` : ''}`;
}

function TaskStatus({ task }: { task: Task }) {
  const { t } = useWords();
  if (task.is_held) return <Badge tone="bad">{t('fulfilment.held')}</Badge>;
  if (task.status === 'ready') return <Badge tone="waiting">{t('fulfilment.ready')}</Badge>;
  if (task.status === 'waiting') return <Badge tone="waiting">{t('fulfilment.waiting')}</Badge>;
  return <Status family="shipment" code={task.status} />;
}
