import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShippingMethod, ShippingZone } from '../api/model';
import {
  getListShippingMethodsQueryKey,
  getListShippingZonesQueryOptions,
  listShippingMethods,
} from '../api/settings';
import { ShippingCheck } from '../features/settings/ShippingCheck';
import { Zones } from '../features/settings/Zones';
import { ZoneDialog } from '../features/settings/ZoneDialog';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';

export const Route = createFileRoute('/_desk/settings/shipping/')({ component: Shipping });

function Shipping() {
  const { t, n, locale } = useWords();
  const navigate = useNavigate();
  const zones = useQuery(getListShippingZonesQueryOptions());
  const [zone, setZone] = useState<ShippingZone | 'new' | null>(null);
  const source = useRows({ key: getListShippingMethodsQueryKey(), read: listShippingMethods });
  const columns: Column<ShippingMethod>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/settings/shipping/$code" params={{ code: row.code }}>
          {row.names[locale] ?? row.code}
        </Link>
      ),
    },
    {
      id: 'code',
      heading: t('settings.code'),
      cell: (row) => <span className={ui.mono}>{row.code}</span>,
    },
    {
      id: 'days',
      heading: t('settings.days'),
      cell: (row) => t('settings.days_range', { least: row.days_min, most: row.days_max }),
    },
    {
      id: 'rates',
      heading: t('settings.rates'),
      numeric: true,
      cell: (row) => n('settings.rates_count', row.rates.length),
    },
    { id: 'position', heading: t('settings.position'), numeric: true, cell: (row) => row.position },
  ];
  return (
    <ListPage
      title={t('settings.shipping')}
      lead={t('settings.shipping_lead')}
      actions={
        <Action
          needs="settings.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/settings/shipping/new' })}
        >
          {t('settings.new_method')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.code}
      nothing={t('settings.no_methods')}
      hint={t('settings.no_methods_hint')}
      heading={t('settings.shipping_methods')}
      below={
        <>
          <Zones zones={zones} open={setZone} />
          <ShippingCheck
            nameOfZone={(code) => zones.data?.items.find((one) => one.code === code)?.name ?? code}
          />
        </>
      }
    >
      {zone ? <ZoneDialog zone={zone === 'new' ? null : zone} close={() => setZone(null)} /> : null}
    </ListPage>
  );
}
