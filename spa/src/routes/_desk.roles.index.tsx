import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import type { GivenRole, StaffRole } from '../api/model';
import { getListRolesQueryOptions } from '../api/staff';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { wholeRows } from '../ui/rows.ts';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/roles/')({ component: Roles });

function Roles() {
  const { t, n, word } = useWords();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(getListRolesQueryOptions());
  const own: Column<StaffRole>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/roles/$roleId" params={{ roleId: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'can',
      heading: t('roles.permissions'),
      cell: (row) => n('roles.count', row.permissions.length),
    },
    {
      id: 'people',
      heading: t('roles.people'),
      numeric: true,
      cell: (row) => <Count value={row.people} />,
    },
  ];
  const given: Column<GivenRole>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: (row) => word('role', row.code) },
    { id: 'can', heading: t('roles.permissions'), cell: (row) => word('role_can', row.code) },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Action
          needs="staff.write"
          size="xs"
          variant="default"
          onClick={() => void navigate({ to: '/roles/new', search: { copy: row.code } })}
        >
          {t('roles.copy')}
        </Action>
      ),
    },
  ];
  const rows = <Row,>(items: Row[] | undefined) =>
    wholeRows({ data: items && { items }, error, refetch });
  return (
    <Page
      title={t('staff.roles')}
      lead={t('roles.lead')}
      back={{ to: '/staff', label: t('nav.staff') }}
      actions={
        <Action
          needs="staff.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/roles/new' })}
        >
          {t('roles.new')}
        </Action>
      }
    >
      <Panel title={t('roles.own')} flush>
        <DataTable
          source={rows(data?.own)}
          columns={own}
          keyOf={(row) => row.id}
          caption={t('roles.own')}
          nothing={t('roles.none')}
          hint={t('roles.none_hint')}
        />
      </Panel>
      <Panel title={t('roles.given')} flush>
        <DataTable
          source={rows(data?.given)}
          columns={given}
          keyOf={(row) => row.code}
          caption={t('roles.given')}
          nothing={t('roles.none')}
        />
      </Panel>
    </Page>
  );
}
