import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { getGetRoleQueryOptions, getListRolesQueryKey, removeRole } from '../api/staff';
import { RoleForm, roleValues } from '../features/staff/RoleForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/roles/$roleId')({ component: RolePage });

function RolePage() {
  const { roleId } = Route.useParams();
  const { t } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const role = useQuery(getGetRoleQueryOptions(roleId));
  return (
    <RecordPage
      query={role}
      back={{ to: '/roles', label: t('staff.roles') }}
      title={(found) => found.name}
      history={() => `role:${roleId}`}
      actions={({ name, version, people }) => (
        <Remove
          needs="staff.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name })}
          explained={t('roles.remove')}
          because={people > 0 ? t('roles.in_use') : undefined}
          remove={() => removeRole(roleId, ifMatch(version))}
          removed={async () => {
            await navigate({ to: '/roles' });
            await refresh(getListRolesQueryKey());
          }}
        />
      )}
    >
      {(found) => <RoleForm key={roleId} own={found} initial={roleValues(found)} />}
    </RecordPage>
  );
}
