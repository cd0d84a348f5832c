import { useQuery } from '@tanstack/react-query';
import { getGetMyselfQueryOptions } from '../../api/session';
import type { Myself, Permission } from '../../api/model';

/** Who is signed in; the desk's route has asked before any screen below it is drawn. */
export function useMe(): Myself {
  const { data } = useQuery({ ...meOptions(), staleTime: Infinity });
  if (!data) throw new Error('a screen of the desk was drawn before anyone signed in');
  return data;
}

export function meOptions() {
  return getGetMyselfQueryOptions();
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
