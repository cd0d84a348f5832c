import {
  IconAlertOctagon,
  IconArrowForwardUp,
  IconBuildingWarehouse,
  IconCash,
  IconCategory,
  IconChartHistogram,
  IconChecklist,
  IconDatabase,
  IconDiscount,
  IconBulb,
  IconFileImport,
  IconFileInvoice,
  IconFileText,
  IconGavel,
  IconGift,
  IconHome,
  IconLayout,
  IconPackageExport,
  IconReceipt2,
  IconSettings,
  IconSpeakerphone,
  IconStar,
  IconTag,
  IconTags,
  IconTruckReturn,
  IconStack2,
  IconCoins,
  IconUser,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Permission } from '../../api/model';
import type { Key } from '../../i18n';
import type { PagePath } from '../../ui/paths.ts';

export interface Place {
  to: PagePath;
  label: Key;
  icon: Icon;
  needs: Permission | null;
  /** G, then this letter. */
  letter: string;
}

interface Section {
  label: Key | null;
  places: readonly Place[];
}

/** Every page of the menu, what is used daily first. */
export const SECTIONS: readonly Section[] = [
  {
    label: null,
    places: [
      { to: '/', label: 'nav.home', icon: IconHome, needs: null, letter: 'h' },
      { to: '/orders', label: 'nav.orders', icon: IconReceipt2, needs: 'orders.read', letter: 'o' },
      {
        to: '/fulfilment',
        label: 'nav.fulfilment',
        icon: IconPackageExport,
        needs: 'orders.read',
        letter: 'e',
      },
      { to: '/payments', label: 'nav.payments', icon: IconCash, needs: 'orders.read', letter: 'q' },
      {
        to: '/disputes',
        label: 'nav.disputes',
        icon: IconGavel,
        needs: 'orders.read',
        letter: 'z',
      },
      {
        to: '/documents',
        label: 'nav.documents',
        icon: IconFileInvoice,
        needs: 'orders.read',
        letter: 'x',
      },
      {
        to: '/returns',
        label: 'nav.returns',
        icon: IconTruckReturn,
        needs: 'orders.read',
        letter: 'j',
      },
      {
        to: '/customers',
        label: 'nav.customers',
        icon: IconUser,
        needs: 'customers.read',
        letter: 'm',
      },
      {
        to: '/products',
        label: 'nav.products',
        icon: IconTag,
        needs: 'products.read',
        letter: 'p',
      },
      {
        to: '/categories',
        label: 'nav.categories',
        icon: IconCategory,
        needs: 'products.read',
        letter: 'k',
      },
      {
        to: '/collections',
        label: 'nav.collections',
        icon: IconStack2,
        needs: 'products.read',
        letter: 'n',
      },
      {
        to: '/price-lists',
        label: 'nav.price_lists',
        icon: IconCoins,
        needs: 'products.read',
        letter: '3',
      },
      {
        to: '/product-types',
        label: 'nav.product_types',
        icon: IconTags,
        needs: 'products.read',
        letter: 'b',
      },
      {
        to: '/stock',
        label: 'nav.stock',
        icon: IconBuildingWarehouse,
        needs: 'stock.read',
        letter: 's',
      },
      {
        to: '/imports',
        label: 'nav.imports',
        icon: IconFileImport,
        needs: 'imports.read',
        letter: 'i',
      },
      { to: '/reviews', label: 'nav.reviews', icon: IconStar, needs: 'reviews.read', letter: 'v' },
    ],
  },
  {
    label: 'nav.section_marketing',
    places: [
      {
        to: '/campaigns',
        label: 'nav.campaigns',
        icon: IconSpeakerphone,
        needs: 'campaigns.read',
        letter: 'c',
      },
      {
        to: '/promotions',
        label: 'nav.promotions',
        icon: IconDiscount,
        needs: 'promotions.read',
        letter: 'd',
      },
      {
        to: '/gift-cards',
        label: 'nav.gift_cards',
        icon: IconGift,
        needs: 'credit.read',
        letter: 't',
      },
    ],
  },
  {
    label: 'nav.section_storefront',
    places: [
      {
        to: '/storefront',
        label: 'nav.storefront',
        icon: IconLayout,
        needs: 'content.read',
        letter: 'l',
      },
      { to: '/pages', label: 'nav.pages', icon: IconFileText, needs: 'content.read', letter: 'g' },
      {
        to: '/redirects',
        label: 'nav.redirects',
        icon: IconArrowForwardUp,
        needs: 'content.read',
        letter: 'y',
      },
    ],
  },
  {
    label: 'nav.section_analytics',
    places: [
      {
        to: '/reports',
        label: 'nav.reports',
        icon: IconChartHistogram,
        needs: 'reports.read',
        letter: 'r',
      },
      {
        to: '/insights',
        label: 'nav.insights',
        icon: IconBulb,
        needs: 'reports.read',
        letter: '1',
      },
      {
        to: '/warehouse',
        label: 'nav.warehouse',
        icon: IconDatabase,
        needs: 'etl.read',
        letter: 'w',
      },
    ],
  },
  {
    label: 'nav.section_store',
    places: [
      {
        to: '/settings',
        label: 'nav.settings',
        icon: IconSettings,
        needs: 'settings.read',
        letter: '4',
      },
      { to: '/staff', label: 'nav.staff', icon: IconUsers, needs: 'staff.read', letter: 'u' },
    ],
  },
  {
    label: 'nav.section_system',
    places: [
      {
        to: '/failures',
        label: 'nav.failures',
        icon: IconAlertOctagon,
        needs: 'dead_letters.read',
        letter: 'f',
      },
      { to: '/audit', label: 'nav.audit', icon: IconChecklist, needs: 'audit.read', letter: 'a' },
    ],
  },
];

export const PLACES: readonly Place[] = SECTIONS.flatMap((section) => section.places);
