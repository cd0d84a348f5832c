import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OrderReturns as Found, ReturnableLine, SwapAsked } from '../../api/model';
import {
  getListOrderReturnsQueryKey,
  getListReturnsQueryKey,
  previewExchange,
  useOpenReturn,
} from '../../api/returns';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { inLanguage } from '../../ui/lineNames.ts';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { SwapSummary } from '../../ui/SwapSummary';
import { VariantPicker } from '../../ui/VariantPicker';
import { useActed } from './acting.ts';
import classes from './orders.module.css';

interface Chosen {
  sku: string;
  name: string;
}

interface OpenProps {
  number: string;
  currency: string;
  found: Found;
  close: () => void;
}

/** The return's id is made with the dialog: a retry after a lost answer opens one. */
export function OpenReturn({ number, currency, found, close }: OpenProps) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [returnId] = useState(() => crypto.randomUUID());
  const [units, setUnits] = useState<Record<number, string>>({});
  const [chosen, setChosen] = useState<Record<number, Chosen | null>>({});
  const [reason, setReason] = useState(found.reasons[0]?.code ?? '');
  const open = useOpenReturn({ mutation: useActed(number, 'returns.opened_done', close) });
  const lines = found.lines.flatMap(({ line }) => {
    const quantity = Number(units[line] ?? 0);
    const exchange_sku = chosen[line]?.sku ?? '';
    return quantity > 0 ? [{ line, quantity, reason, exchange_sku }] : [];
  });
  async function submit() {
    await open.mutateAsync({ number, returnId, data: { lines } });
    await refresh(getListOrderReturnsQueryKey(number), getListReturnsQueryKey());
  }
  return (
    <FormDialog
      title={t('returns.open_title', { number })}
      close={close}
      confirm={t('returns.open')}
      size="lg"
      missing={lines.length > 0 && reason ? undefined : t('returns.open_missing')}
      submit={() => (lines.length > 0 && reason ? submit() : undefined)}
    >
      <p>{t('returns.open_hint')}</p>
      {inLanguage(found.lines, locale)
        .filter((line) => line.left > 0)
        .map((line) => (
          <LineBack
            key={line.line}
            line={line}
            currency={currency}
            units={units[line.line] ?? '0'}
            setUnits={(count) => setUnits({ ...units, [line.line]: count })}
            chosen={chosen[line.line] ?? null}
            choose={(one) => setChosen({ ...chosen, [line.line]: one })}
          />
        ))}
      <Select
        label={t('orders.reason')}
        allowDeselect={false}
        value={reason}
        onChange={(code) => setReason(code ?? '')}
        data={found.reasons.map((one) => ({
          value: one.code,
          label: one.names[locale] ?? Object.values(one.names)[0] ?? one.code,
        }))}
      />
      <Outcome
        number={number}
        lines={lines
          .filter((one) => one.exchange_sku)
          .map(({ line, quantity, exchange_sku }) => ({ line, quantity, exchange_sku }))}
      />
    </FormDialog>
  );
}

interface LineBackProps {
  line: ReturnableLine;
  currency: string;
  units: string;
  setUnits: (count: string) => void;
  chosen: Chosen | null;
  choose: (one: Chosen | null) => void;
}

function LineBack({ line, currency, units, setUnits, chosen, choose }: LineBackProps) {
  const { t } = useWords();
  return (
    <div className={classes.returned}>
      <Select
        label={line.name}
        description={line.sku}
        allowDeselect={false}
        value={units}
        onChange={(count) => setUnits(count ?? '0')}
        data={Array.from({ length: Math.min(line.left, 200) + 1 }, (_none, count) => String(count))}
      />
      {Number(units) > 0 && chosen === null ? (
        <VariantPicker
          label={t('returns.exchange_pick', { name: line.name })}
          description={t('returns.exchange_pick_hint')}
          currency={currency}
          choose={({ sku }, name) => choose({ sku, name })}
        />
      ) : null}
      {Number(units) > 0 && chosen !== null ? (
        <div className={classes.replaced}>
          <span>
            <small>{t('returns.exchange_chosen')}</small>
            <b>{chosen.name}</b>
            <small>{chosen.sku}</small>
          </span>
          <Button variant="default" size="xs" onClick={() => choose(null)}>
            {t('returns.exchange_money')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What the exchange comes to, as the server reckons it, before anything is opened. */
function Outcome({ number, lines }: { number: string; lines: readonly SwapAsked[] }) {
  const [asked] = useDebouncedValue(lines, 250, { leading: true });
  const { data, error, isError } = useQuery({
    queryKey: ['exchange-preview', number, JSON.stringify(asked)],
    queryFn: () => previewExchange(number, { lines: [...asked] }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (lines.length === 0) return null;
  if (isError) return <Refusal failure={error} />;
  return data ? <SwapSummary preview={data} /> : null;
}
