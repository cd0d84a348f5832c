import type { StockLocation } from '../../api/model';
import {
  addLocation,
  changeLocation,
  closeLocation,
  getListLocationsQueryKey,
  getLocation,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { History } from '../../ui/RecordPage';

interface Values {
  code: string;
  name: string;
  country: string | null;
  sellable: boolean;
  position: number | null;
}

const EMPTY: Values = { code: '', name: '', country: null, sellable: true, position: 0 };

interface LocationDialogProps {
  /** Null: a new one. */
  location: StockLocation | null;
  close: () => void;
}

function valuesOf({ code, name, country, sellable, position }: StockLocation): Values {
  return { code, name, country, sellable, position };
}

export function LocationDialog({ location, close }: LocationDialogProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  async function done() {
    close();
    await refresh(getListLocationsQueryKey());
  }
  const form = useForm<Values, unknown>({
    fields: [
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('settings.location_code_hint'),
        required: true,
        most: 40,
        isCode: true,
        isFixed: location !== null,
      },
      { kind: 'text', name: 'name', label: t('staff.name'), required: true },
      {
        kind: 'country',
        name: 'country',
        label: t('settings.country'),
        required: true,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'position',
        label: t('settings.position'),
        required: true,
        most: 10_000,
        isHalf: true,
      },
      {
        kind: 'switch',
        name: 'sellable',
        label: t('settings.sellable'),
        hint: t('settings.sellable_hint'),
      },
    ],
    read: location ? valuesOf(location) : EMPTY,
    version: location?.version ?? 0,
    save: ({ code, name, country, sellable, position }, { version }) => {
      const facts = { name, country: country ?? '', sellable, position: position ?? 0 };
      return location
        ? changeLocation(location.code, facts, ifMatch(version))
        : addLocation({ code, ...facts });
    },
    ...(location
      ? {
          reload: async () => {
            const now = await getLocation(location.code);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: done,
  });
  return (
    <DialogForm
      form={form}
      title={location ? location.name : t('settings.new_location')}
      close={close}
      aside={location ? <Aside location={location} done={done} /> : undefined}
    />
  );
}

function Aside({ location, done }: { location: StockLocation; done: () => Promise<void> }) {
  const { t } = useWords();
  return (
    <>
      <History subject={`location:${location.code}`} />
      {location.closed_at === null ? (
        <Remove
          needs="settings.write"
          label={t('settings.close_location')}
          title={t('settings.close_location_title', { name: location.name })}
          explained={t('settings.close_location_explained')}
          done={'settings.location_closed' as const}
          remove={() => closeLocation(location.code, ifMatch(location.version))}
          removed={done}
        />
      ) : (
        <Remove
          needs="settings.write"
          label={t('settings.open_location')}
          title={t('settings.open_location_title', { name: location.name })}
          explained={t('settings.open_location_explained')}
          done={'settings.location_opened' as const}
          isGrave={false}
          remove={() => changeLocation(location.code, { closed: false }, ifMatch(location.version))}
          removed={done}
        />
      )}
    </>
  );
}
