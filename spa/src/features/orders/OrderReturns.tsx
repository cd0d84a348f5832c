import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { OrderReturns as Found } from '../../api/model';
import {
  getListOrderReturnsQueryKey,
  getListOrderReturnsQueryOptions,
  getListReturnsQueryKey,
  useOpenReturn,
} from '../../api/returns';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Status } from '../../ui/Status';
import { useActed } from './acting.ts';
import classes from './orders.module.css';

/** An order's returns, and the way to open one for its buyer. */
export function OrderReturns({ number }: { number: string }) {
  const { t, word } = useWords();
  const [isOpening, setOpening] = useState(false);
  const { data } = useQuery(getListOrderReturnsQueryOptions(number));
  if (!data) return null;
  const isAnyLeft = data.lines.some((line) => line.left > 0);
  if (!isAnyLeft && data.items.length === 0) return null;
  return (
    <Panel
      title={t('nav.returns')}
      aside={
        <Action
          needs="orders.refund"
          size="xs"
          variant="default"
          because={isAnyLeft ? undefined : t('returns.nothing_left')}
          onClick={() => setOpening(true)}
        >
          {t('returns.open')}
        </Action>
      }
    >
      {data.items.length === 0 ? (
        <span className={ui.soft}>{t('returns.none')}</span>
      ) : (
        <ul className={classes.lines}>
          {data.items.map((one) => (
            <li key={one.id}>
              <Link className={ui.link} to="/returns/$number" params={{ number: one.number }}>
                {one.number} · {word('return_kind', one.kind)}
              </Link>
              <Status family="return_status" code={one.status} />
            </li>
          ))}
        </ul>
      )}
      {isOpening ? (
        <OpenReturn number={number} found={data} close={() => setOpening(false)} />
      ) : null}
    </Panel>
  );
}

interface OpenProps {
  number: string;
  found: Found;
  close: () => void;
}

/** The return's id is made with the dialog: a retry after a lost answer opens one. */
function OpenReturn({ number, found, close }: OpenProps) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [returnId] = useState(() => crypto.randomUUID());
  const [units, setUnits] = useState<Record<number, string>>({});
  const [skus, setSkus] = useState<Record<number, string>>({});
  const [reason, setReason] = useState(found.reasons[0]?.code ?? '');
  const open = useOpenReturn({ mutation: useActed(number, 'returns.opened_done', close) });
  const lines = found.lines.flatMap((line) => {
    const quantity = Number(units[line.line] ?? 0);
    const exchange_sku = skus[line.line]?.trim() ?? '';
    return quantity > 0 ? [{ line: line.line, quantity, reason, exchange_sku }] : [];
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
      missing={lines.length > 0 && reason ? undefined : t('returns.open_missing')}
      submit={() => (lines.length > 0 && reason ? submit() : undefined)}
    >
      <p>{t('returns.open_hint')}</p>
      {found.lines
        .filter((line) => line.left > 0)
        .map((line) => (
          <div key={line.line}>
            <Select
              label={line.name}
              allowDeselect={false}
              value={units[line.line] ?? '0'}
              onChange={(chosen) => setUnits({ ...units, [line.line]: chosen ?? '0' })}
              data={Array.from({ length: Math.min(line.left, 200) + 1 }, (_none, count) =>
                String(count),
              )}
            />
            {Number(units[line.line] ?? 0) > 0 ? (
              <TextInput
                label={t('returns.exchange_for', { name: line.name })}
                description={t('returns.exchange_for_hint')}
                maxLength={100}
                autoComplete="off"
                value={skus[line.line] ?? ''}
                onChange={(event) => setSkus({ ...skus, [line.line]: event.currentTarget.value })}
              />
            ) : null}
          </div>
        ))}
      <Select
        label={t('orders.reason')}
        allowDeselect={false}
        value={reason}
        onChange={(chosen) => setReason(chosen ?? '')}
        data={found.reasons.map((one) => ({
          value: one.code,
          label: one.names[locale] ?? Object.values(one.names)[0] ?? one.code,
        }))}
      />
    </FormDialog>
  );
}
