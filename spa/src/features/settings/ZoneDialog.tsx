import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ShippingAreaOut, ShippingZone } from '../../api/model';
import {
  addShippingZone,
  changeShippingZone,
  getListShippingZonesQueryKey,
  getShippingZone,
  removeShippingZone,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { countryOptions } from '../../ui/form/names.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { History } from '../../ui/RecordPage';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import classes from './rows.module.css';

interface AreaRow extends ShippingAreaOut {
  key: string;
}

interface Values {
  code: string;
  name: string;
  areas: AreaRow[];
}

function valuesOf({ code, name, areas }: ShippingZone): Values {
  return { code, name, areas: areas.map((area) => ({ ...area, key: crypto.randomUUID() })) };
}

/** Null: a new one. */
export function ZoneDialog({ zone, close }: { zone: ShippingZone | null; close: () => void }) {
  const { t } = useWords();
  const { countries } = useChoices();
  const refresh = useRefresh();
  async function done() {
    close();
    await refresh(getListShippingZonesQueryKey());
  }
  const form = useForm<Values, unknown>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, isHalf: true },
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('settings.zone_code_hint'),
        required: true,
        most: 40,
        isCode: true,
        isHalf: true,
        isFixed: zone !== null,
      },
      {
        kind: 'own',
        name: 'areas',
        label: t('settings.areas'),
        draw: (drawn, error) => (
          <Areas rows={drawn.values.areas} change={(areas) => drawn.set({ areas })} error={error} />
        ),
      },
    ],
    read: zone
      ? valuesOf(zone)
      : {
          code: '',
          name: '',
          areas: [newArea(countries[0] ?? 'ES')],
        },
    version: zone?.version ?? 0,
    save: ({ code, name, areas }, { version }) => {
      const written = areas.map(({ country, region, postal_codes }) => ({
        country,
        region,
        postal_codes,
      }));
      return zone
        ? changeShippingZone(zone.code, { name, areas: written }, ifMatch(version))
        : addShippingZone({ code, name, areas: written });
    },
    ...(zone
      ? {
          reload: async () => {
            const now = await getShippingZone(zone.code);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: done,
  });
  return (
    <DialogForm
      form={form}
      title={zone ? zone.name : t('settings.new_zone')}
      close={close}
      aside={
        zone ? (
          <>
            <History subject={`shipping_zone:${zone.code}`} />
            <Remove
              needs="settings.write"
              label={t('action.delete')}
              title={t('settings.remove_title', { name: zone.name })}
              explained={t('settings.remove_zone')}
              remove={() => removeShippingZone(zone.code, ifMatch(zone.version))}
              removed={done}
            />
          </>
        ) : undefined
      }
    />
  );
}

function newArea(country: string): AreaRow {
  return { key: crypto.randomUUID(), country, region: '', postal_codes: '' };
}

interface AreasProps {
  rows: readonly AreaRow[];
  change: (rows: AreaRow[]) => void;
  error: string | undefined;
}

/** A country, a region of it, or some of its postal codes, a row for each. */
function Areas({ rows, change, error }: AreasProps) {
  const { t, locale } = useWords();
  const { countries } = useChoices();
  const options = [...countryOptions(locale, undefined, countries)];
  const write = (at: number, part: Partial<AreaRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={classes.group} role="group" aria-label={t('settings.areas')}>
      <p className={ui.soft}>{t('settings.areas_hint')}</p>
      {rows.map((row, at) => (
        <div key={row.key} className={classes.row}>
          <Select
            label={t('settings.country')}
            data={options}
            searchable
            allowDeselect={false}
            value={row.country}
            onChange={(country) => write(at, { country: country ?? row.country })}
          />
          <TextInput
            label={t('settings.region')}
            value={row.region}
            maxLength={200}
            disabled={row.postal_codes !== ''}
            onChange={(event) => write(at, { region: event.currentTarget.value })}
          />
          <TextInput
            label={t('settings.postal_codes')}
            placeholder="35, 28000-28999"
            value={row.postal_codes}
            maxLength={30}
            disabled={row.region !== ''}
            onChange={(event) => write(at, { postal_codes: event.currentTarget.value })}
          />
          <span className={`${classes.end} ${classes.level}`}>
            <ActionIcon
              aria-label={t('settings.remove_row', {
                name: `${row.country} ${row.region}${row.postal_codes}`,
              })}
              disabled={rows.length === 1}
              onClick={() => change(rows.filter((other) => other !== row))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, newArea(rows.at(-1)?.country ?? 'ES')])}
        >
          {t('settings.add_area')}
        </Button>
      </div>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}
