import type { Myself } from '../api/model';
import type { Words } from '../i18n';

/** Their roles in words: the shop's own are called as it calls them. */
export function rolesIn({ word }: Words, { user, own_roles: own }: Myself): string {
  return [...user.roles.map((role) => word('role', role)), ...own].join(', ');
}
