import { Checkbox, Stack } from '@mantine/core';
import { Role } from '../../api/model';
import { useWords } from '../../i18n';

const ROLES = Object.values(Role);

export function RoleChoice({
  chosen,
  choose,
}: {
  chosen: readonly Role[];
  choose: (roles: Role[]) => void;
}) {
  const { t, word } = useWords();
  return (
    <Checkbox.Group
      label={t('staff.roles')}
      withAsterisk
      value={[...chosen]}
      onChange={(roles) => choose(ROLES.filter((role) => roles.includes(role)))}
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
      </Stack>
    </Checkbox.Group>
  );
}
