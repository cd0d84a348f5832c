import { Checkbox, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Role } from '../../api/model';
import { getListRolesQueryOptions } from '../../api/staff';
import { useWords } from '../../i18n';

const ROLES = Object.values(Role);

export interface Chosen {
  roles: readonly Role[];
  own_roles: readonly string[];
}

export const NOBODY: Chosen = { roles: [], own_roles: [] };

export function hasNone({ roles, own_roles }: Chosen): boolean {
  return roles.length + own_roles.length === 0;
}

interface RoleChoiceProps {
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  error?: string | undefined;
}

/** The roles that come with the shop, and those that it put together itself. */
export function RoleChoice({ chosen, choose, error }: RoleChoiceProps) {
  const { t, n, word } = useWords();
  const own = useQuery(getListRolesQueryOptions()).data?.own ?? [];
  return (
    <Checkbox.Group
      label={t('staff.roles')}
      withAsterisk
      error={error}
      value={[...chosen.roles, ...chosen.own_roles]}
      onChange={(all) =>
        choose({
          roles: ROLES.filter((role) => all.includes(role)),
          own_roles: own.map(({ id }) => id).filter((id) => all.includes(id)),
        })
      }
    >
      <Stack gap={8} mt={6}>
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            value={role}
            label={word('role', role)}
            description={word('role_can', role)}
          />
        ))}
        {own.map(({ id, name, permissions }) => (
          <Checkbox
            key={id}
            value={id}
            label={name}
            description={n('roles.count', permissions.length)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
