import type { LocationKind, StockLocation } from '../../api/model';
import { addLocation, getListLocationsQueryKey } from '../../api/settings';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  code: string;
  name: string;
  country: string | null;
  kind: string | null;
}

export const KINDS = ['warehouse', 'store'] as const satisfies readonly LocationKind[];

export function kindOf(code: string | null): LocationKind {
  return KINDS.find((one) => one === code) ?? 'warehouse';
}

interface LocationDialogProps {
  close: () => void;
  added: (location: StockLocation) => unknown;
}

/** A new location; hours, pick-up and the rest are set on its own page. */
export function LocationDialog({ close, added }: LocationDialogProps) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, StockLocation>({
    fields: [
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('settings.location_code_hint'),
        required: true,
        most: 40,
        isCode: true,
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
        kind: 'choice',
        name: 'kind',
        label: t('settings.kind'),
        required: true,
        options: KINDS.map((one) => [one, word('location_kind', one)] as const),
        isHalf: true,
      },
    ],
    read: { code: '', name: '', country: null, kind: 'warehouse' },
    version: 0,
    save: ({ code, name, country, kind }) =>
      addLocation({ code, name, country: country ?? '', kind: kindOf(kind) }),
    saved: async (location) => {
      close();
      await refresh(getListLocationsQueryKey());
      await added(location);
    },
  });
  return <DialogForm form={form} title={t('settings.new_location')} close={close} />;
}
