import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { getListSegmentsQueryKey, listSegments } from '../api/customers';
import type { CustomerSegment } from '../api/model';
import { conditionsOf } from '../features/customers/segments.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';

export const Route = createFileRoute('/_desk/segments/')({ component: Segments });

function Segments() {
  const { t, n } = useWords();
  const navigate = useNavigate();
  const source = useRows({
    key: getListSegmentsQueryKey(),
    read: (_, request) => listSegments(request),
  });
  const columns: Column<CustomerSegment>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/segments/$segmentId" params={{ segmentId: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'conditions',
      heading: t('segments.conditions'),
      cell: (row) => n('segments.conditions', conditionsOf(row.rule)),
    },
    {
      id: 'show',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Link className={ui.link} to="/customers" search={{ segment: row.id }}>
          {t('groups.show')}
        </Link>
      ),
    },
  ];
  return (
    <ListPage
      title={t('nav.segments')}
      lead={t('segments.lead')}
      back={{ to: '/customers', label: t('nav.customers') }}
      actions={
        <Action
          needs="customers.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/segments/new' })}
        >
          {t('segments.new')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('segments.none')}
      hint={t('segments.none_hint')}
    />
  );
}
