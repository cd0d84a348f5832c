import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackorderTermsOut, StockDetail } from '../../api/model';
import {
  getBackorderTerms,
  getGetBackorderTermsQueryKey,
  getGetBackorderTermsQueryOptions,
  getGetStockQueryKey,
  getListStockQueryKey,
  setBackorderTerms,
} from '../../api/stock';
import { useWords } from '../../i18n';
import { day, moment } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';

const KINDS = [
  'none',
  'back_order',
  'preorder',
] as const satisfies readonly BackorderTermsOut['kind'][];

/** How the variant is sold when nothing of it is there. */
export function Backorders({ stock }: { stock: StockDetail }) {
  const { t, word, locale } = useWords();
  const terms = useQuery(getGetBackorderTermsQueryOptions(stock.sku));
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={t('backorders.title')}>
      <Awaited query={terms}>
        {(found) => (
          <>
            <p>
              <b>{word('backorder_kind', found.kind)}</b>
              {found.kind === 'none'
                ? ''
                : `: ${t('backorders.owed', { owed: String(found.owed), most: String(found.most) })}`}
            </p>
            {found.kind === 'none' ? null : <p>{promiseOf(found)}</p>}
            {found.until ? (
              <p>{t('backorders.until_on', { until: moment(found.until, locale) })}</p>
            ) : null}
            <Action needs="stock.adjust" variant="default" onClick={() => setOpen(true)}>
              {t('backorders.change')}
            </Action>
            {isOpen ? <Terms stock={stock} found={found} close={() => setOpen(false)} /> : null}
          </>
        )}
      </Awaited>
    </Panel>
  );

  function promiseOf(found: BackorderTermsOut): string {
    if (found.day) return t('backorders.on_day', { day: day(found.day, locale) });
    if (found.days !== null) return t('backorders.in_days', { days: String(found.days) });
    return t('backorders.by_incoming');
  }
}

interface Values {
  kind: string | null;
  most: number | null;
  day: string | null;
  days: number | null;
  until: string | null;
}

const read = (found: BackorderTermsOut): Values => ({
  kind: found.kind,
  most: found.most || null,
  day: found.day,
  days: found.days,
  until: found.until,
});

interface TermsProps {
  stock: StockDetail;
  found: BackorderTermsOut;
  close: () => void;
}

function Terms({ stock, found, close }: TermsProps) {
  const { t, word } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const isSold = ({ kind }: Values) => kind !== 'none';
  const form = useForm<Values, BackorderTermsOut>({
    fields: [
      {
        kind: 'choice',
        name: 'kind',
        label: t('backorders.kind'),
        options: KINDS.map((one) => [one, word('backorder_kind', one)] as const),
        required: true,
      },
      {
        kind: 'number',
        name: 'most',
        label: t('backorders.most'),
        hint: t('backorders.most_hint'),
        least: 1,
        most: 100_000,
        required: true,
        when: isSold,
      },
      {
        kind: 'date',
        name: 'day',
        label: t('backorders.day'),
        hint: t('backorders.day_hint'),
        when: isSold,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'days',
        label: t('backorders.days'),
        least: 1,
        most: 365,
        when: ({ kind }) => kind === 'back_order',
        isHalf: true,
      },
      {
        kind: 'moment',
        name: 'until',
        label: t('backorders.until'),
        hint: t('backorders.until_hint'),
        when: isSold,
      },
    ],
    read: read(found),
    version: found.version,
    save: (values, { version }) =>
      setBackorderTerms(
        stock.sku,
        {
          kind: KINDS.find((one) => one === values.kind) ?? 'none',
          most: values.most ?? 0,
          day: values.day,
          days: values.kind === 'back_order' ? values.days : null,
          until: values.until,
        },
        ifMatch(version),
      ),
    reload: async () => {
      const fresh = await getBackorderTerms(stock.sku);
      return { values: read(fresh), version: fresh.version };
    },
    saved: async () => {
      close();
      toast.done('backorders.saved');
      await refresh(
        getGetBackorderTermsQueryKey(stock.sku),
        getGetStockQueryKey(stock.sku),
        getListStockQueryKey(),
      );
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('backorders.change_title', { sku: stock.sku })}
      close={close}
    />
  );
}
