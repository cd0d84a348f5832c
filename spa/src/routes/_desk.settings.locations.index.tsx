import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { StockLocation } from '../api/model';
import { getListLocationsQueryKey, listLocations } from '../api/settings';
import { LocationDialog } from '../features/settings/LocationDialog';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { countryName } from '../ui/form/names.ts';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Badge } from '../ui/Status';

export const Route = createFileRoute('/_desk/settings/locations/')({ component: Locations });

function Locations() {
  const { t, word, locale } = useWords();
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const source = useRows({ key: getListLocationsQueryKey(), read: listLocations });
  const columns: Column<StockLocation>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link to="/settings/locations/$code" params={{ code: row.code }}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => {
        if (row.closed_at !== null) return <Badge tone="calm">{t('settings.is_closed')}</Badge>;
        return row.sellable ? (
          <Badge tone="good">{t('settings.is_selling')}</Badge>
        ) : (
          <Badge tone="waiting">{t('settings.is_not_selling')}</Badge>
        );
      },
    },
    {
      id: 'code',
      heading: t('settings.code'),
      cell: (row) => <span className={ui.mono}>{row.code}</span>,
    },
    { id: 'kind', heading: t('settings.kind'), cell: (row) => word('location_kind', row.kind) },
    {
      id: 'country',
      heading: t('settings.country'),
      cell: (row) => countryName(row.country, locale),
    },
    { id: 'position', heading: t('settings.position'), numeric: true, cell: (row) => row.position },
    {
      id: 'pickup',
      heading: t('settings.pickup'),
      cell: (row) => t(row.can_pick_up ? 'form.yes' : 'form.no'),
    },
  ];
  const add = (
    <Action
      needs="settings.write"
      leftSection={<IconPlus size={16} />}
      onClick={() => setAdding(true)}
    >
      {t('settings.new_location')}
    </Action>
  );
  return (
    <ListPage
      title={t('settings.locations')}
      lead={t('settings.locations_lead')}
      actions={add}
      source={source}
      columns={columns}
      keyOf={(row) => row.code}
      nothing={t('settings.no_locations')}
      hint={t('settings.no_locations_hint')}
    >
      {isAdding ? (
        <LocationDialog
          close={() => setAdding(false)}
          added={({ code }) => navigate({ to: '/settings/locations/$code', params: { code } })}
        />
      ) : null}
    </ListPage>
  );
}
