import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  getGetPickListQueryKey,
  getGetPickListQueryOptions,
  useMoveParcels,
} from '../api/fulfilment';
import type { PickRow } from '../api/model';
import { getListLocationsQueryOptions } from '../api/settings';
import { useDone } from '../features/fulfilment/acting.ts';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { useOptions } from '../ui/options.ts';
import { Page, Panel } from '../ui/Page';
import { useRefresh } from '../ui/refresh.ts';
import { searchOf, typed, useSearchChange } from '../ui/search.ts';
import { Awaited, Nothing } from '../ui/states';

export const Route = createFileRoute('/_desk/fulfilment/pick')({
  validateSearch: searchOf({ location: typed }),
  component: PickList,
});

/** One walk through a location: a SKU that is scanned or typed ticks one unit of it. */
function PickList() {
  const { t } = useWords();
  const { location } = Route.useSearch();
  const change = useSearchChange();
  const locations = useQuery(getListLocationsQueryOptions());
  const places = locations.data?.items ?? [];
  const at = location ?? places[0]?.code ?? '';
  return (
    <Page
      title={t('fulfilment.pick_list')}
      lead={t('fulfilment.pick_lead')}
      back={{ to: '/fulfilment', label: t('fulfilment.title') }}
    >
      <Select
        label={t('orders.location')}
        allowDeselect={false}
        data={places.map((one) => ({ value: one.code, label: one.name }))}
        value={at || null}
        onChange={(code) => change({ location: code ?? undefined })}
      />
      {at ? <Walk key={at} location={at} /> : null}
    </Page>
  );
}

function Walk({ location }: { location: string }) {
  const list = useQuery(getGetPickListQueryOptions({ location }));
  return <Awaited query={list}>{({ items }) => <Rows rows={items} location={location} />}</Awaited>;
}

function Rows({ rows, location }: { rows: readonly PickRow[]; location: string }) {
  const { t } = useWords();
  const inWords = useOptions();
  const refresh = useRefresh();
  const [ticked, setTicked] = useState<Readonly<Record<string, number>>>({});
  const [scanned, setScanned] = useState('');
  const [unknown, setUnknown] = useState('');
  const done = useDone('fulfilment.picked_done', () => setTicked({}));
  const move = useMoveParcels({
    mutation: {
      ...done,
      onSettled: async () => {
        await done.onSettled();
        await refresh(getGetPickListQueryKey({ location }));
      },
    },
  });
  const parcels = [
    ...new Map(rows.flatMap((row) => row.parcels).map((one) => [one.shipment_id, one])).values(),
  ].map(({ number, shipment_id }) => ({ number, shipment_id }));
  const isDone = rows.every((row) => (ticked[row.sku] ?? 0) >= row.quantity);
  const tick = (sku: string, units: number) => setTicked((before) => ({ ...before, [sku]: units }));
  function take(code: string) {
    const row = rows.find((one) => one.sku.toUpperCase() === code.trim().toUpperCase());
    setUnknown(row ? '' : code);
    if (row) tick(row.sku, Math.min((ticked[row.sku] ?? 0) + 1, row.quantity));
    setScanned('');
  }
  if (rows.length === 0) {
    return (
      <Nothing
        message={t('fulfilment.pick_nothing')}
        hint={t('fulfilment.pick_nothing_hint')}
        action={
          <Button variant="default" component={Link} to="/fulfilment">
            {t('fulfilment.title')}
          </Button>
        }
      />
    );
  }
  return (
    <Panel>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (scanned) take(scanned);
        }}
      >
        <TextInput
          label={t('fulfilment.scan')}
          data-autofocus
          autoComplete="off"
          value={scanned}
          error={unknown ? t('fulfilment.scan_unknown', { sku: unknown }) : undefined}
          onChange={(event) => setScanned(event.currentTarget.value)}
        />
      </form>
      <ul className={ui.stack}>
        {rows.map((row) => (
          <li key={row.sku} className={ui.row}>
            <Button
              size="xs"
              variant={(ticked[row.sku] ?? 0) >= row.quantity ? 'filled' : 'default'}
              aria-pressed={(ticked[row.sku] ?? 0) >= row.quantity}
              aria-label={t('fulfilment.tick', { sku: row.sku })}
              onClick={() =>
                tick(row.sku, (ticked[row.sku] ?? 0) >= row.quantity ? 0 : row.quantity)
              }
            >
              {ticked[row.sku] ?? 0} / {row.quantity}
            </Button>
            <span className={ui.wide}>
              <b>{row.sku}</b> {row.name} <span className={ui.soft}>{inWords(row.options)}</span>
              <br />
              <small className={ui.soft}>
                {row.parcels.map((one) => `${one.quantity} × ${one.number}`).join(', ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
      <Action
        needs="orders.ship"
        because={isDone ? undefined : t('fulfilment.not_all')}
        onClick={() => move.mutate({ data: { status: 'picked', parcels } })}
      >
        {t('fulfilment.all_picked')}
      </Action>
    </Panel>
  );
}
