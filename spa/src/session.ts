/** Who is signed in and what they can do. Below `ui`: buttons and menus ask it. */

import { queryOptions, useQuery } from '@tanstack/react-query';
import { getGetMyselfQueryOptions } from './api/session';
import type { Myself, Permission } from './api/model';

export function meOptions() {
  return getGetMyselfQueryOptions();
}

/** Whether the session ended while a screen was open. Said by the caches, never asked of the API. */
export function sessionOver() {
  return queryOptions({
    queryKey: ['session-over'],
    queryFn: () => false,
    initialData: false,
    staleTime: Infinity,
  });
}

/** The desk's route has asked before any screen below it is drawn. */
export function useMe(): Myself {
  const { data } = useQuery({ ...meOptions(), staleTime: Infinity });
  if (!data) throw new Error('a screen of the desk was drawn before anyone signed in');
  return data;
}

export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
