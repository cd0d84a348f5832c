import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { Role } from '../api/model';
import { getListRolesQueryOptions } from '../api/staff';
import { RoleForm, roleValues } from '../features/staff/RoleForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { oneOf, searchOf } from '../ui/search.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/roles/new')({
  validateSearch: searchOf({ copy: oneOf(Object.values(Role)) }),
  component: NewRole,
});

/** From nothing, or from a copy of a role that comes with the shop. */
function NewRole() {
  const { t, word } = useWords();
  const { copy } = Route.useSearch();
  const navigate = useNavigate();
  const roles = useQuery(getListRolesQueryOptions());
  return (
    <Page title={t('roles.new')} back={{ to: '/roles', label: t('staff.roles') }}>
      <Awaited query={roles}>
        {({ given }) => {
          const model = given.find(({ code }) => code === copy);
          return (
            <RoleForm
              own={null}
              initial={roleValues({
                name: model ? t('roles.copy_of', { name: word('role', model.code) }) : '',
                permissions: model?.permissions ?? [],
                limits: model?.limits ?? {},
              })}
              saved={({ id }) =>
                navigate({ to: '/roles/$roleId', params: { roleId: id }, replace: true })
              }
            />
          );
        }}
      </Awaited>
    </Page>
  );
}
