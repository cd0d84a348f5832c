import type { TaxClass, TaxRate, TaxTerritory } from '../../api/model';
import {
  addTaxClass,
  addTaxRate,
  changeTaxClass,
  changeTaxRate,
  getListTaxClassesQueryKey,
  getListTaxRatesQueryKey,
  getTaxClass,
  getTaxRate,
  removeTaxClass,
  removeTaxRate,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { History } from '../../ui/RecordPage';
import { ALWAYS, placeName, placeOptions } from './taxPlaces.ts';

interface ClassValues {
  code: string;
  names: Readonly<Record<string, string>>;
}

/** Null: a new one. */
export function TaxClassDialog({ one, close }: { one: TaxClass | null; close: () => void }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  async function done() {
    close();
    await refresh(getListTaxClassesQueryKey());
  }
  const form = useForm<ClassValues, unknown>({
    fields: [
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('settings.tax_code_hint'),
        required: true,
        most: 40,
        isCode: true,
        isFixed: one !== null,
      },
      { kind: 'texts', name: 'names', label: t('staff.name'), required: true },
    ],
    read: { code: one?.code ?? '', names: one?.names ?? {} },
    version: one?.version ?? 0,
    save: ({ code, names }, { version }) => {
      const written = Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim()));
      return one
        ? changeTaxClass(one.code, { names: written }, ifMatch(version))
        : addTaxClass({ code, names: written });
    },
    ...(one
      ? {
          reload: async () => {
            const { code, names, version } = await getTaxClass(one.code);
            return { values: { code, names }, version };
          },
        }
      : {}),
    saved: done,
  });
  return (
    <DialogForm
      form={form}
      title={one ? (one.names[locale] ?? one.code) : t('settings.new_tax_class')}
      close={close}
      aside={
        one ? (
          <>
            <History subject={`tax_class:${one.code}`} />
            <Remove
              needs="settings.write"
              label={t('action.delete')}
              title={t('settings.remove_title', { name: one.names[locale] ?? one.code })}
              explained={t('settings.remove_tax_class')}
              remove={() => removeTaxClass(one.code, ifMatch(one.version))}
              removed={done}
            />
          </>
        ) : undefined
      }
    />
  );
}

interface RateValues {
  place: string | null;
  valid_from: string | null;
  tax_class: string | null;
  basis_points: number | null;
}

interface TaxRateDialogProps {
  rate: TaxRate | null;
  classes: readonly TaxClass[];
  territories: readonly TaxTerritory[];
  close: () => void;
}

export function TaxRateDialog({ rate, classes, territories, close }: TaxRateDialogProps) {
  const { t, locale } = useWords();
  const { countries } = useChoices();
  const refresh = useRefresh();
  const isFixed = rate !== null;
  async function done() {
    close();
    await refresh(getListTaxRatesQueryKey());
  }
  const form = useForm<RateValues, unknown>({
    fields: [
      {
        kind: 'choice',
        name: 'place',
        label: t('settings.place'),
        hint: t('settings.place_hint'),
        required: true,
        isFixed,
        options: placeOptions(territories, countries, locale),
      },
      {
        kind: 'choice',
        name: 'tax_class',
        label: t('settings.tax_class'),
        required: true,
        isFixed,
        options: classes.map(({ code, names }) => [code, names[locale] ?? code] as const),
      },
      {
        kind: 'percent',
        name: 'basis_points',
        label: t('settings.rate'),
        required: true,
      },
      {
        kind: 'date',
        name: 'valid_from',
        label: t('settings.valid_from'),
        hint: t('settings.valid_from_hint'),
        isFixed,
      },
    ],
    read: {
      place: rate?.place ?? null,
      valid_from: rate && rate.valid_from !== ALWAYS ? rate.valid_from : null,
      tax_class: rate?.tax_class ?? classes[0]?.code ?? null,
      basis_points: rate?.basis_points ?? null,
    },
    version: rate?.version ?? 0,
    save: ({ place, tax_class, basis_points, valid_from }, { version }) =>
      rate
        ? changeTaxRate(rate.id, { basis_points: basis_points ?? 0 }, ifMatch(version))
        : addTaxRate({
            place: place ?? '',
            tax_class: tax_class ?? '',
            basis_points: basis_points ?? 0,
            ...(valid_from ? { valid_from } : {}),
          }),
    ...(rate
      ? {
          reload: async () => {
            const { version, id: _, valid_from, ...values } = await getTaxRate(rate.id);
            return {
              values: { ...values, valid_from: valid_from === ALWAYS ? null : valid_from },
              version,
            };
          },
        }
      : {}),
    saved: done,
  });
  const name = rate ? `${placeName(rate.place, territories, locale)} · ${rate.tax_class}` : '';
  return (
    <DialogForm
      form={form}
      title={rate ? name : t('settings.new_tax_rate')}
      close={close}
      aside={
        rate ? (
          <>
            <History subject={`tax_rate:${rate.id}`} />
            <Remove
              needs="settings.write"
              label={t('action.delete')}
              title={t('settings.remove_title', { name })}
              explained={t('settings.remove_tax_rate')}
              remove={() => removeTaxRate(rate.id, ifMatch(rate.version))}
              removed={done}
            />
          </>
        ) : undefined
      }
    />
  );
}
