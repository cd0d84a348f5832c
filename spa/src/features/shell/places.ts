import { IconHome, type Icon } from '@tabler/icons-react';
import type { Permission } from '../../api/model';
import type { Key } from '../../i18n';
import type { FileRouteTypes } from '../../routeTree.gen';

export interface Place {
  to: FileRouteTypes['to'];
  label: Key;
  icon: Icon;
  needs: Permission | null;
  /** G, then this letter. */
  letter: string;
}

export interface Room {
  label: Key | null;
  places: readonly Place[];
}

/** Every screen one can go to, in the order of a day's work. */
export const ROOMS: readonly Room[] = [
  { label: null, places: [{ to: '/', label: 'nav.home', icon: IconHome, needs: null, letter: 'h' }] },
];

export const PLACES: readonly Place[] = ROOMS.flatMap((room) => room.places);
