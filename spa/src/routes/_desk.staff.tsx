import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { StaffMember } from '../api/model';
import { getListStaffQueryOptions } from '../api/staff';
import { useMe } from '../session.ts';
import { Invitations } from '../features/staff/Invitations';
import { Invite } from '../features/staff/Invite';
import { Member } from '../features/staff/Member';
import { useWords } from '../i18n';
import { useRoleNames } from '../features/staff/roleNames.ts';
import { DataTable, type Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { wholeRows } from '../ui/rows.ts';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/staff')({ component: Staff });

function Staff() {
  const { t } = useWords();
  const names = useRoleNames();
  const me = useMe();
  const navigate = useNavigate();
  const staff = useQuery(getListStaffQueryOptions());
  const [isInviting, setInviting] = useState(false);
  const [chosenId, setChosen] = useState<string | null>(null);
  const chosen = staff.data?.items.find(({ id }) => id === chosenId);
  const columns: Column<StaffMember>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <>
          {row.name}
          {row.is_active ? null : <span className={ui.soft}> · {t('staff.is_out')}</span>}
        </>
      ),
    },
    {
      id: 'email',
      heading: t('sign_in.email'),
      cell: (row) => <span className={ui.wide}>{row.email}</span>,
    },
    {
      id: 'roles',
      heading: t('staff.roles'),
      cell: (row) => names(row.roles, row.own_roles),
    },
    {
      id: 'seen',
      heading: t('account.seen'),
      cell: (row) => (row.seen_at ? <When at={row.seen_at} /> : t('staff.never')),
    },
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
          because={row.id === me.user.id ? t('staff.not_oneself') : undefined}
          onClick={() => setChosen(row.id)}
        >
          {t('staff.change')}
        </Action>
      ),
    },
  ];
  return (
    <Page
      title={t('nav.staff')}
      lead={t('staff.lead')}
      actions={
        <>
          <Button variant="default" onClick={() => void navigate({ to: '/roles' })}>
            {t('staff.roles')}
          </Button>
          <Action needs="staff.write" onClick={() => setInviting(true)}>
            {t('staff.invite')}
          </Action>
        </>
      }
    >
      <Panel flush>
        <DataTable
          source={wholeRows(staff)}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('nav.staff')}
          nothing={t('staff.none')}
        />
      </Panel>
      <Invitations />
      {isInviting ? <Invite close={() => setInviting(false)} /> : null}
      {chosen ? <Member member={chosen} close={() => setChosen(null)} /> : null}
    </Page>
  );
}
