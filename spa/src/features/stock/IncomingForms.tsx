import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { IncomingOut, StockDetail } from '../../api/model';
import { getListLocationsQueryOptions } from '../../api/settings';
import {
  changeIncoming,
  expectGoods,
  getGetStockQueryKey,
  getListIncomingQueryKey,
  getListMovementsQueryKey,
  getListStockQueryKey,
  listIncoming,
  receiveIncoming,
} from '../../api/stock';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

const MOST = 1_000_000;

export function useRefreshed(stock: StockDetail): () => Promise<unknown> {
  const refresh = useRefresh();
  return () =>
    refresh(
      getListIncomingQueryKey(),
      getGetStockQueryKey(stock.sku),
      getListMovementsQueryKey(stock.sku),
      getListStockQueryKey(),
    );
}

interface AddValues {
  location: string | null;
  quantity: number | null;
  expected_on: string | null;
  note: string;
}

/** The id is made with the dialog: sent twice it is one delivery. */
export function Add({ stock, close }: { stock: StockDetail; close: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const refreshed = useRefreshed(stock);
  const [id] = useState(() => crypto.randomUUID());
  const locations = useQuery(getListLocationsQueryOptions());
  const places = (locations.data?.items ?? []).filter((place) => place.closed_at === null);
  const form = useForm<AddValues, void>({
    fields: [
      {
        kind: 'choice',
        name: 'location',
        label: t('stock.where'),
        options: places.map((place) => [place.code, `${place.code} · ${place.name}`] as const),
        required: true,
      },
      {
        kind: 'number',
        name: 'quantity',
        label: t('stock.units'),
        least: 1,
        most: MOST,
        required: true,
        isHalf: true,
      },
      { kind: 'date', name: 'expected_on', label: t('incoming.day'), required: true, isHalf: true },
      {
        kind: 'text',
        name: 'note',
        label: t('incoming.note'),
        hint: t('incoming.note_hint'),
        most: 200,
      },
    ],
    read: { location: null, quantity: null, expected_on: null, note: '' },
    save: ({ location, quantity, expected_on, note }) =>
      expectGoods(stock.sku, id, {
        location: location ?? '',
        quantity: quantity ?? 0,
        expected_on: expected_on ?? '',
        note,
      }),
    saved: async () => {
      close();
      toast.done('incoming.added');
      await refreshed();
    },
  });
  return (
    <DialogForm form={form} title={t('incoming.add_title', { sku: stock.sku })} close={close} />
  );
}

interface OneProps {
  stock: StockDetail;
  of: IncomingOut;
  close: () => void;
}

export function Change({ stock, of, close }: OneProps) {
  const { t } = useWords();
  const toast = useToast();
  const refreshed = useRefreshed(stock);
  const form = useForm<{ quantity: number | null; expected_on: string | null }, void>({
    fields: [
      {
        kind: 'number',
        name: 'quantity',
        label: t('stock.units'),
        least: 1,
        most: MOST,
        required: true,
        isHalf: true,
      },
      { kind: 'date', name: 'expected_on', label: t('incoming.day'), required: true, isHalf: true },
    ],
    read: { quantity: of.quantity, expected_on: of.expected_on },
    version: of.version,
    save: ({ quantity, expected_on }, { version }) =>
      changeIncoming(
        of.id,
        { quantity: quantity ?? 0, expected_on: expected_on ?? '' },
        ifMatch(version),
      ),
    reload: async () => {
      const { items } = await listIncoming({ sku: stock.sku });
      const now = items.find(({ id }) => id === of.id) ?? of;
      return {
        values: { quantity: now.quantity, expected_on: now.expected_on },
        version: now.version,
      };
    },
    saved: async () => {
      close();
      toast.done('incoming.changed');
      await refreshed();
    },
  });
  return (
    <DialogForm form={form} title={t('incoming.change_title')} close={close}>
      <p>{t('incoming.change_explained')}</p>
    </DialogForm>
  );
}

export function Receive({ stock, of, close }: OneProps) {
  const { t } = useWords();
  const toast = useToast();
  const refreshed = useRefreshed(stock);
  const form = useForm<{ units: number | null }, void>({
    fields: [
      {
        kind: 'number',
        name: 'units',
        label: t('incoming.came'),
        hint: t('incoming.came_hint'),
        least: 1,
        most: MOST,
        required: true,
      },
    ],
    read: { units: of.quantity },
    save: ({ units }) => receiveIncoming(of.id, { units: units ?? 0 }),
    saved: async () => {
      close();
      toast.done('incoming.received');
      await refreshed();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('incoming.receive_title')}
      confirm={t('incoming.receive')}
      close={close}
    />
  );
}
