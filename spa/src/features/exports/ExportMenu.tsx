import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { getExportListUrl, getListExportFilesQueryKey, usePrepareExport } from '../../api/exports';
import type { ExportListParams, Permission } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

type ListName = Parameters<typeof getExportListUrl>[0];

const NEEDS: Record<ListName, readonly [Permission, ...Permission[]]> = {
  products: ['products.read'],
  prices: ['products.read'],
  stock: ['stock.read'],
  categories: ['products.read'],
  customers: ['customers.read', 'customers.erase'],
  orders: ['orders.read'],
  quotes: ['orders.read'],
  promotions: ['promotions.read'],
  reviews: ['reviews.read'],
  redirects: ['content.read'],
  waitlist: ['stock.read'],
  price_lists: ['products.read'],
  tier_prices: ['products.read'],
  scheduled_prices: ['products.read'],
  collections: ['products.read'],
  transfers: ['stock.read'],
};

const NO_FILTERS = {};

interface ExportMenuProps {
  /** Several where a page has more than one file: products, and their prices. */
  names: readonly [ListName, ...ListName[]];
  /** As the list is filtered, ordered and cut to columns now: what its own request says. */
  filters?: { [K in keyof ExportListParams]?: ExportListParams[K] | undefined };
}

/** The list as a file, with the filters that it has now: downloaded as it comes, or made in the background. */
export function ExportMenu({ names, filters = NO_FILTERS }: ExportMenuProps) {
  const { t, word, locale } = useWords();
  const can = useCan();
  const toast = useToast();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const prepare = usePrepareExport({
    mutation: {
      onSuccess: async () => {
        toast.done('exports.begun');
        await refresh(getListExportFilesQueryKey());
      },
      onError: toast.failed,
    },
  });
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
  const paramsOf = (format: 'csv' | 'xlsx') => ({
    ...Object.fromEntries(said),
    format,
    ...(locale === 'es' || locale === 'en' ? { language: locale } : {}),
  });
  const files = names.flatMap((name) =>
    (['csv', 'xlsx'] as const).map((format) => ({ name, format })),
  );
  const worded = ({ name, format }: (typeof files)[number]) => ({
    list: word('export_list', name),
    format: format === 'csv' ? 'CSV' : 'Excel',
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={icon}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map((file) => (
          <Menu.Item
            key={`${file.name} ${file.format}`}
            component="a"
            href={getExportListUrl(file.name, paramsOf(file.format))}
            download
          >
            {t('exports.as', worded(file))}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {files.map((file) => (
          <Menu.Item
            key={`${file.name} ${file.format}`}
            onClick={() =>
              prepare.mutate({
                name: file.name,
                exportId: crypto.randomUUID(),
                params: paramsOf(file.format),
              })
            }
          >
            {t('exports.in_background', worded(file))}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/exports' })}>
          {t('exports.files')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
