import {
  IconAlertOctagon, IconChartHistogram, IconChecklist, IconDatabaseImport, IconHome, IconPackage, IconReceipt2, IconSpeakerphone, IconStack2, IconStar,
  IconTransform, IconUsers, type Icon,
} from '@tabler/icons-react';
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
  {
    label: 'nav.room_sell',
    places: [
      { to: '/orders', label: 'nav.orders', icon: IconReceipt2, needs: 'orders.read', letter: 'o' },
      { to: '/reviews', label: 'nav.reviews', icon: IconStar, needs: 'reviews.read', letter: 'v' },
      { to: '/campaigns', label: 'nav.campaigns', icon: IconSpeakerphone, needs: 'campaigns.read', letter: 'c' },
    ],
  },
  {
    label: 'nav.room_goods',
    places: [
      { to: '/products', label: 'nav.products', icon: IconPackage, needs: 'products.read', letter: 'p' },
      { to: '/stock', label: 'nav.stock', icon: IconStack2, needs: 'stock.read', letter: 's' },
      { to: '/imports', label: 'nav.imports', icon: IconDatabaseImport, needs: 'imports.read', letter: 'i' },
    ],
  },
  {
    label: 'nav.room_know',
    places: [
      { to: '/reports', label: 'nav.reports', icon: IconChartHistogram, needs: 'reports.read', letter: 'r' },
      { to: '/warehouse', label: 'nav.warehouse', icon: IconTransform, needs: 'etl.read', letter: 'w' },
    ],
  },
  {
    label: 'nav.room_care',
    places: [
      { to: '/failures', label: 'nav.failures', icon: IconAlertOctagon, needs: 'dead_letters.read', letter: 'f' },
      { to: '/audit', label: 'nav.audit', icon: IconChecklist, needs: 'audit.read', letter: 'a' },
      { to: '/staff', label: 'nav.staff', icon: IconUsers, needs: 'staff.read', letter: 'u' },
    ],
  },
];

export const PLACES: readonly Place[] = ROOMS.flatMap((room) => room.places);
