import type { UseQueryResult } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import type { ListOutShippingZone, ShippingZone } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import { countryName } from '../../ui/form/names.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { wholeRows } from '../../ui/rows.ts';

interface ZonesProps {
  zones: UseQueryResult<ListOutShippingZone, unknown>;
  open: (zone: ShippingZone | 'new') => void;
}

/** The shop's shipping zones, each with what is in it. */
export function Zones({ zones, open }: ZonesProps) {
  const { t, locale } = useWords();
  const columns: Column<ShippingZone>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: ({ name }) => name },
    {
      id: 'areas',
      heading: t('settings.areas'),
      cell: ({ areas }) =>
        areas
          .slice(0, 6)
          .map(({ country, region, postal_codes }) =>
            `${countryName(country, locale)} ${region}${postal_codes}`.trim(),
          )
          .join(', ') + (areas.length > 6 ? ', …' : ''),
    },
    {
      id: 'code',
      heading: t('settings.code'),
      cell: ({ code }) => <span className={ui.mono}>{code}</span>,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Action needs="settings.write" size="xs" variant="default" onClick={() => open(row)}>
          {t('staff.change')}
        </Action>
      ),
    },
  ];
  return (
    <Panel
      title={t('settings.zones')}
      aside={
        <Action
          needs="settings.write"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => open('new')}
        >
          {t('settings.new_zone')}
        </Action>
      }
      flush
    >
      <DataTable
        source={wholeRows(zones)}
        columns={columns}
        keyOf={({ code }) => code}
        caption={t('settings.zones')}
        nothing={t('settings.no_zones')}
        hint={t('settings.no_zones_hint')}
      />
    </Panel>
  );
}
