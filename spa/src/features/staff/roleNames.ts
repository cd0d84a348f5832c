import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../api/model';
import { getListRolesQueryOptions } from '../../api/staff';
import { useWords } from '../../i18n';

/** The names of somebody's roles, those of the shop and those that come with it. */
export function useRoleNames(): (roles: readonly Role[], own: readonly string[]) => string {
  const { word } = useWords();
  const found = useQuery(getListRolesQueryOptions());
  const names = new Map(found.data?.own.map(({ id, name }) => [id, name] as const));
  return (roles, own) =>
    [...roles.map((role) => word('role', role)), ...own.flatMap((id) => names.get(id) ?? [])].join(
      ', ',
    );
}
