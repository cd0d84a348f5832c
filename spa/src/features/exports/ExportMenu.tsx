import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getExportListUrl } from '../../api/exports';
import type { ExportListParams, Permission } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Action } from '../../ui/Guarded';

type ListName = Parameters<typeof getExportListUrl>[0];

const NEEDS: Record<ListName, readonly [Permission, ...Permission[]]> = {
  products: ['products.read'],
  prices: ['products.read'],
  stock: ['stock.read'],
  categories: ['products.read'],
  customers: ['customers.read', 'customers.erase'],
  orders: ['orders.read'],
  promotions: ['promotions.read'],
  reviews: ['reviews.read'],
  redirects: ['content.read'],
  price_lists: ['products.read'],
  tier_prices: ['products.read'],
  scheduled_prices: ['products.read'],
  collections: ['products.read'],
};

const NO_FILTERS = {};

interface ExportMenuProps {
  /** Several where a page has more than one file: products, and their prices. */
  names: readonly [ListName, ...ListName[]];
  /** As the list is filtered, ordered and cut to columns now: what its own request says. */
  filters?: { [K in keyof ExportListParams]?: ExportListParams[K] | undefined };
}

/** The list as a file, with the filters that it has now; the browser downloads it as it comes. */
export function ExportMenu({ names, filters = NO_FILTERS }: ExportMenuProps) {
  const { t, word, locale } = useWords();
  const can = useCan();
  const lacking = NEEDS[names[0]].find((one) => !can(one));
  const label = t('exports.export');
  const icon = <IconDownload size={16} />;
  if (lacking) {
    return (
      <Action needs={lacking} variant="default" leftSection={icon}>
        {label}
      </Action>
    );
  }
  const said = Object.entries(filters).filter(([, value]) => value);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={icon}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {names.flatMap((name) =>
          (['csv', 'xlsx'] as const).map((format) => (
            <Menu.Item
              key={`${name} ${format}`}
              component="a"
              href={getExportListUrl(name, {
                ...Object.fromEntries(said),
                format,
                ...(locale === 'es' || locale === 'en' ? { language: locale } : {}),
              })}
              download
            >
              {t('exports.as', {
                list: word('export_list', name),
                format: format === 'csv' ? 'CSV' : 'Excel',
              })}
            </Menu.Item>
          )),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
