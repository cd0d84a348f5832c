import { useState } from 'react';
import type { StockDetail } from '../../api/model';
import { getGetStockQueryKey, getListStockQueryKey, getStock, setThreshold } from '../../api/stock';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

const MOST = 1_000_000;

/** From how many free units on a variant runs low. */
export function Threshold({ stock }: { stock: StockDetail }) {
  const { t, n } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={t('stock.low_title')}>
      <p>{n('stock.low_at', stock.low_at)}</p>
      <Action needs="stock.adjust" variant="default" onClick={() => setOpen(true)}>
        {t('stock.low_change')}
      </Action>
      {isOpen ? <Change stock={stock} close={() => setOpen(false)} /> : null}
    </Panel>
  );
}

function Change({ stock, close }: { stock: StockDetail; close: () => void }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const form = useForm<{ low_at: number | null }, void>({
    fields: [
      {
        kind: 'number',
        name: 'low_at',
        label: t('stock.low_label'),
        hint: t('stock.low_hint'),
        least: 0,
        most: MOST,
        required: true,
      },
    ],
    read: { low_at: stock.low_at },
    version: stock.low_at_version,
    save: ({ low_at }, { version }) =>
      setThreshold(stock.sku, { low_at: low_at ?? 0 }, ifMatch(version)),
    reload: async () => {
      const now = await getStock(stock.sku, { language: locale });
      return { values: { low_at: now.low_at }, version: now.low_at_version };
    },
    saved: async () => {
      close();
      await refresh(getGetStockQueryKey(stock.sku), getListStockQueryKey());
    },
  });
  return (
    <DialogForm form={form} title={t('stock.low_title_of', { sku: stock.sku })} close={close} />
  );
}
