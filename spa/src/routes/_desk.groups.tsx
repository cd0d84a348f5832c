import { createFileRoute, Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { getListCustomerGroupsQueryKey, listCustomerGroups } from '../api/customers';
import type { CustomerGroup } from '../api/model';
import { GroupDialog } from '../features/customers/GroupDialog';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/groups')({ component: Groups });

function Groups() {
  const { t } = useWords();
  const [chosen, setChosen] = useState<CustomerGroup | 'new' | null>(null);
  const source = useRows({
    key: getListCustomerGroupsQueryKey(),
    read: (_, request) => listCustomerGroups(request),
  });
  const columns: Column<CustomerGroup>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/customers" search={{ group: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'description',
      heading: t('groups.description'),
      cell: (row) => row.description || '—',
    },
    {
      id: 'members',
      heading: t('groups.members'),
      numeric: true,
      cell: (row) => <Count value={row.members} />,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Action needs="customers.write" size="xs" variant="default" onClick={() => setChosen(row)}>
          {t('staff.change')}
        </Action>
      ),
    },
  ];
  return (
    <ListPage
      title={t('nav.groups')}
      lead={t('groups.lead')}
      back={{ to: '/customers', label: t('nav.customers') }}
      actions={
        <Action
          needs="customers.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => setChosen('new')}
        >
          {t('groups.new')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('groups.none')}
      hint={t('groups.none_hint')}
    >
      {chosen ? (
        <GroupDialog group={chosen === 'new' ? null : chosen} close={() => setChosen(null)} />
      ) : null}
    </ListPage>
  );
}
