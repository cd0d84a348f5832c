import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AdjustmentAskedKind, type StockDetail } from '../../api/model';
import { getGetOverviewQueryKey } from '../../api/overview';
import { getGetProductQueryKey } from '../../api/products';
import { getListLocationsQueryOptions } from '../../api/settings';
import {
  getGetStockQueryKey,
  getListMovementsQueryKey,
  getListStockQueryKey,
  useAdjustStock,
} from '../../api/stock';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

const MOST_UNITS = 10_000_000;

/** Whole units, or null: what is typed is never cut, rounded or read as something else. */
function unitsOf(typed: string): number | null {
  const plain = typed.trim().replace('−', '-');
  if (!/^[+-]?\d{1,8}$/.test(plain)) return null;
  const units = Number(plain);
  return units === 0 || Math.abs(units) > MOST_UNITS ? null : units;
}

const KINDS = Object.values(AdjustmentAskedKind);

/** The id is made with the dialog: a second press, or a retry after a lost answer, moves nothing twice. */
export function Adjust({ stock, close }: { stock: StockDetail; close: () => void }) {
  const { t, word } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [adjustmentId] = useState(() => crypto.randomUUID());
  const locations = useQuery(getListLocationsQueryOptions());
  const places = (locations.data?.items ?? []).filter((place) => place.closed_at === null);
  const [location, setLocation] = useState<string | null>(null);
  const [kind, setKind] = useState<AdjustmentAskedKind>('receipt');
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [note, setNote] = useState('');
  const chosen = location ?? places[0]?.code ?? null;
  const adjust = useAdjustStock({
    mutation: {
      onSuccess: async () => {
        close();
        toast.done('stock.adjusted');
        await refresh(
          getGetStockQueryKey(stock.sku),
          getListMovementsQueryKey(stock.sku),
          getListStockQueryKey(),
          getGetProductQueryKey(stock.product_id),
          getGetOverviewQueryKey(),
        );
      },
    },
  });
  function submit() {
    const quantity = unitsOf(typed);
    setWrong(quantity === null);
    if (chosen === null || quantity === null) return undefined;
    return adjust.mutateAsync({
      sku: stock.sku,
      adjustmentId,
      data: { location: chosen, kind, quantity, note },
    });
  }
  return (
    <FormDialog
      title={t('stock.adjust_title', { sku: stock.sku })}
      close={close}
      confirm={t('stock.adjust_confirm')}
      submit={submit}
    >
      <Select
        label={t('stock.where')}
        allowDeselect={false}
        value={chosen}
        onChange={setLocation}
        data={places.map((place) => ({
          value: place.code,
          label: `${place.code} · ${place.name}`,
        }))}
      />
      <Select
        label={t('stock.what')}
        allowDeselect={false}
        value={kind}
        onChange={(one) => {
          if (one) setKind(one);
        }}
        data={KINDS.map((one) => ({ value: one, label: word('movement', one) }))}
      />
      <TextInput
        label={t('stock.units')}
        description={t('stock.units_hint')}
        required
        data-autofocus
        autoComplete="off"
        maxLength={12}
        value={typed}
        error={isWrong ? t('stock.units_wrong') : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setWrong(false);
        }}
      />
      <TextInput
        label={t('stock.reason')}
        required
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
