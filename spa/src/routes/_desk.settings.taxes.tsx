import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { TaxClass, TaxRate } from '../api/model';
import {
  getListTaxClassesQueryOptions,
  getListTaxRatesQueryKey,
  listTaxRates,
} from '../api/settings';
import { TaxClassDialog, TaxRateDialog } from '../features/settings/TaxDialogs';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { countryName } from '../ui/form/names.ts';
import { percent } from '../ui/form/Typed';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows, wholeRows } from '../ui/rows.ts';

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
  const [one, setOne] = useState<TaxClass | 'new' | null>(null);
  const [rate, setRate] = useState<TaxRate | 'new' | null>(null);
  const known = classes.data?.items ?? [];
  const nameOf = (code: string) => known.find((it) => it.code === code)?.names[locale] ?? code;
  // Those read so far, by the names that one reads.
  const named = rates.rows?.toSorted((a, b) =>
    countryName(a.country, locale).localeCompare(countryName(b.country, locale), locale),
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
      id: 'country',
      heading: t('settings.country'),
      lead: true,
      cell: ({ country }) => countryName(country, locale),
    },
    {
      id: 'class',
      heading: t('settings.tax_class'),
      cell: ({ tax_class }) => nameOf(tax_class),
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
    <Page title={t('settings.taxes')} lead={t('settings.taxes_lead')}>
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
          close={() => setRate(null)}
        />
      ) : null}
    </Page>
  );
}
