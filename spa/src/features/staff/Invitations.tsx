import { useQuery } from '@tanstack/react-query';
import type { Invitation } from '../../api/model';
import {
  getListInvitationsQueryKey,
  getListInvitationsQueryOptions,
  useWithdrawInvitation,
} from '../../api/staff';
import { useWords } from '../../i18n';
import { useRoleNames } from './roleNames.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { wholeRows } from '../../ui/rows.ts';
import { When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';

/** Links that were sent and not used yet; nothing is shown where there is none. */
export function Invitations() {
  const { t } = useWords();
  const names = useRoleNames();
  const toast = useToast();
  const refresh = useRefresh();
  const open = useQuery(getListInvitationsQueryOptions());
  const withdraw = useWithdrawInvitation({
    mutation: { onSuccess: () => refresh(getListInvitationsQueryKey()), onError: toast.failed },
  });
  if (open.data?.items.length === 0) return null;
  const columns: Column<Invitation>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: (row) => row.name },
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
      id: 'what',
      heading: t('staff.what'),
      cell: (row) => t(row.renews ? 'staff.is_renewal' : 'staff.is_new'),
    },
    { id: 'until', heading: t('staff.until'), cell: (row) => <When at={row.expires_at} exact /> },
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
          loading={withdraw.isPending && withdraw.variables.invitationId === row.id}
          onClick={() => withdraw.mutate({ invitationId: row.id })}
        >
          {t('staff.withdraw')}
        </Action>
      ),
    },
  ];
  return (
    <Panel title={t('staff.invitations')} flush>
      <DataTable
        source={wholeRows(open)}
        columns={columns}
        keyOf={(row) => row.id}
        caption={t('staff.invitations')}
        nothing={t('staff.no_invitations')}
      />
    </Panel>
  );
}
