import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { TaxClass, TaxRate } from '../api/model';
import {
  getGetSettingsQueryOptions,
  getListTaxClassesQueryOptions,
  getListTaxRatesQueryKey,
  getListTaxTerritoriesQueryOptions,
  listTaxRates,
} from '../api/settings';
import { ShopForm } from '../features/settings/ShopForm';
import { TAX_PANELS } from '../features/settings/shop.ts';
import { TaxClassDialog, TaxRateDialog } from '../features/settings/TaxDialogs';
import { ALWAYS, placeName } from '../features/settings/taxPlaces.ts';
import { Undo } from '../features/settings/Undo';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { percent } from '../ui/form/Typed';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows, wholeRows } from '../ui/rows.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/taxes')({ component: Taxes });

interface AddProps {
  label: string;
  open: () => void;
  because?: string | undefined;
}

function Add({ label, open, because }: AddProps) {
  return (
    <Action
      needs="settings.write"
      size="xs"
      because={because}
      leftSection={<IconPlus size={15} />}
      onClick={open}
    >
      {label}
    </Action>
  );
}

function Taxes() {
  const { t, locale } = useWords();
  const classes = useQuery(getListTaxClassesQueryOptions());
  const rates = useRows({ key: getListTaxRatesQueryKey(), read: listTaxRates });
  const territories = useQuery(getListTaxTerritoriesQueryOptions());
  const settings = useQuery(getGetSettingsQueryOptions());
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const [one, setOne] = useState<TaxClass | 'new' | null>(null);
  const [rate, setRate] = useState<TaxRate | 'new' | null>(null);
  const known = classes.data?.items ?? [];
  const nameOf = (code: string) => known.find((it) => it.code === code)?.names[locale] ?? code;
  const nameOfPlace = (code: string) => placeName(code, territories.data?.items ?? [], locale);
  // Those read so far, by the names that one reads.
  const named = rates.rows?.toSorted((a, b) =>
    nameOfPlace(a.place).localeCompare(nameOfPlace(b.place), locale),
  );
  const act = <Row,>(open: (row: Row) => void): Column<Row> => ({
    id: 'act',
    heading: t('list.actions'),
    isHeadingHidden: true,
    numeric: true,
    cell: (row) => (
      <Action needs="settings.write" size="xs" variant="default" onClick={() => open(row)}>
        {t('staff.change')}
      </Action>
    ),
  });
  const classColumns: Column<TaxClass>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: ({ code }) => nameOf(code) },
    {
      id: 'code',
      heading: t('settings.code'),
      cell: ({ code }) => <span className={ui.mono}>{code}</span>,
    },
    act(setOne),
  ];
  const rateColumns: Column<TaxRate>[] = [
    {
      id: 'place',
      heading: t('settings.place'),
      lead: true,
      cell: ({ place }) => nameOfPlace(place),
    },
    {
      id: 'class',
      heading: t('settings.tax_class'),
      cell: ({ tax_class }) => nameOf(tax_class),
    },
    {
      id: 'from',
      heading: t('settings.valid_from'),
      cell: ({ valid_from }) =>
        valid_from === ALWAYS ? t('settings.always') : day.format(new Date(valid_from)),
    },
    {
      id: 'rate',
      heading: t('settings.rate'),
      numeric: true,
      corner: true,
      cell: ({ basis_points }) => <b>{percent(basis_points, locale)} %</b>,
    },
    act(setRate),
  ];
  return (
    <Page
      title={t('settings.taxes')}
      lead={t('settings.taxes_lead')}
      actions={settings.data ? <Undo settings={settings.data} /> : undefined}
    >
      <Awaited query={settings} rows={4}>
        {(found) => <ShopForm settings={found} panels={TAX_PANELS} />}
      </Awaited>
      <Panel
        title={t('settings.tax_classes')}
        aside={<Add label={t('settings.new_tax_class')} open={() => setOne('new')} />}
        flush
      >
        <DataTable
          source={wholeRows(classes)}
          columns={classColumns}
          keyOf={({ code }) => code}
          caption={t('settings.tax_classes')}
          nothing={t('settings.no_tax_classes')}
          hint={t('settings.no_tax_classes_hint')}
        />
      </Panel>
      <Panel
        title={t('settings.tax_rates')}
        aside={
          <Add
            label={t('settings.new_tax_rate')}
            open={() => setRate('new')}
            because={known.length === 0 ? t('settings.no_tax_classes') : undefined}
          />
        }
        flush
      >
        <DataTable
          source={{ ...rates, rows: named }}
          columns={rateColumns}
          keyOf={({ id }) => id}
          caption={t('settings.tax_rates')}
          nothing={t('settings.no_tax_rates')}
          hint={t('settings.no_tax_rates_hint')}
        />
      </Panel>
      {one ? <TaxClassDialog one={one === 'new' ? null : one} close={() => setOne(null)} /> : null}
      {rate ? (
        <TaxRateDialog
          rate={rate === 'new' ? null : rate}
          classes={known}
          territories={territories.data?.items ?? []}
          close={() => setRate(null)}
        />
      ) : null}
    </Page>
  );
}
