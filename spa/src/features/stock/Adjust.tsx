import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { AdjustmentAskedKind, type StockDetail } from '../../api/model';
import { getListLocationsQueryOptions, useAdjustStock } from '../../api/stock';
import { useWords } from '../../i18n';
import ui from '../../ui/link.module.css';
import { useTold } from '../../ui/told.ts';

const KINDS = Object.values(AdjustmentAskedKind);

/** The id is made with the dialog: a second press, or a retry after a lost answer, moves nothing twice. */
export function Adjust({ stock, close }: { stock: StockDetail; close: () => void }) {
  const { t, word } = useWords();
  const told = useTold();
  const queries = useQueryClient();
  const [adjustmentId] = useState(() => crypto.randomUUID());
  const locations = useQuery(getListLocationsQueryOptions());
  const places = locations.data?.items ?? [];
  const [location, setLocation] = useState<string | null>(null);
  const [kind, setKind] = useState<AdjustmentAskedKind>('receipt');
  const [quantity, setQuantity] = useState<number | string>('');
  const [note, setNote] = useState('');
  const chosen = location ?? places[0]?.code ?? null;
  const adjust = useAdjustStock({
    mutation: {
      onSuccess: async () => {
        close();
        told.done('stock.adjusted');
        await queries.invalidateQueries();
      },
      onError: told.failed,
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen === null || typeof quantity !== 'number' || quantity === 0) return;
    adjust.mutate({ sku: stock.sku, adjustmentId, data: { location: chosen, kind, quantity, note } });
  }
  return (
    <Modal opened onClose={close} title={t('stock.adjust_title', { sku: stock.sku })} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form className={ui.form} onSubmit={submit}>
        <Select label={t('stock.where')} allowDeselect={false} value={chosen} onChange={setLocation} data={places.map((place) => ({ value: place.code, label: `${place.code} · ${place.name}` }))} />
        <Select label={t('stock.what')} allowDeselect={false} value={kind} onChange={(one) => { if (one) setKind(one); }} data={KINDS.map((one) => ({ value: one, label: word('movement', one) }))} />
        <NumberInput label={t('stock.units')} description={t('stock.units_hint')} required data-autofocus allowDecimal={false} min={-10_000_000} max={10_000_000} value={quantity} onChange={setQuantity} />
        <TextInput label={t('stock.reason')} required maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>{t('action.cancel')}</Button>
          <Button type="submit" loading={adjust.isPending}>{t('stock.adjust_confirm')}</Button>
        </div>
      </form>
    </Modal>
  );
}
