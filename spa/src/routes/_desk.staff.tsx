import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { StaffMember } from '../api/model';
import { getListStaffQueryOptions } from '../api/staff';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import ui from '../ui/link.module.css';
import { Page, Panel } from '../ui/Page';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/staff')({ component: Staff });

function Staff() {
  const { t, word } = useWords();
  const staff = useQuery(getListStaffQueryOptions());
  const columns: Column<StaffMember>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: (row) => row.name },
    { id: 'email', heading: t('sign_in.email'), cell: (row) => <span className={ui.wide}>{row.email}</span> },
    { id: 'roles', heading: t('staff.roles'), cell: (row) => row.roles.map((role) => word('role', role)).join(', ') },
    { id: 'seen', heading: t('account.seen'), numeric: true, cell: (row) => (row.seen_at ? <When at={row.seen_at} /> : t('staff.never')) },
  ];
  return (
    <Page title={t('nav.staff')} lead={t('staff.lead')}>
      <Panel flush>
        <DataTable
          source={{ rows: staff.data?.items, error: staff.error, retry: staff.refetch, more: undefined, isReadingMore: false }}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('nav.staff')}
          nothing={t('staff.none')}
        />
      </Panel>
    </Page>
  );
}
