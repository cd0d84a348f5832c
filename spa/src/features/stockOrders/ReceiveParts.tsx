import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { LossReason, type StockOrderLine } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { useToast } from '../../ui/toast.ts';
import type { Doing, StockOrder } from './doing.ts';
import classes from './stockOrders.module.css';

interface Typed {
  good: string;
  lost: string;
  reason: LossReason | null;
}

const NOTHING: Typed = { good: '', lost: '', reason: null };

/** Whole units, none where nothing is typed; null where it is no number. */
function unitsOf(typed: string): number | null {
  const plain = typed.trim();
  if (plain === '') return 0;
  return /^\d{1,7}$/.test(plain) ? Number(plain) : null;
}

interface ReceivePartsProps {
  one: StockOrder;
  doing: Doing;
  /** A supplier may send more than was ordered; a transfer cannot. */
  mayBeMore?: boolean;
  close: () => void;
}

/** One part, counted line by line or by scanner. Its id is made with the dialog: a second press receives nothing twice. */
export function ReceiveParts({ one, doing, mayBeMore = false, close }: ReceivePartsProps) {
  const { t } = useWords();
  const toast = useToast();
  const [receiptId] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const lines = one.lines.filter((line) => line.left > 0 || mayBeMore);
  const of = (sku: string) => typed[sku] ?? NOTHING;
  const put = (sku: string, part: Partial<Typed>) =>
    setTyped((old) => ({ ...old, [sku]: { ...(old[sku] ?? NOTHING), ...part } }));
  const faultOf = (line: StockOrderLine) => {
    const { good, lost, reason } = of(line.sku);
    const [here, gone] = [unitsOf(good), unitsOf(lost)];
    if (here === null || gone === null) return t('stock.units_wrong');
    if (gone > line.left || (!mayBeMore && here + gone > line.left))
      return t('stock_orders.at_most', { count: line.left });
    return gone > 0 && reason === null ? t('stock_orders.why_lost') : undefined;
  };
  const came = lines.flatMap((line) => {
    const { good, lost, reason } = of(line.sku);
    const [received, gone] = [unitsOf(good) ?? 0, unitsOf(lost) ?? 0];
    return received + gone > 0
      ? [{ code: line.sku, received, lost: gone, reason: gone > 0 ? reason : null }]
      : [];
  });
  const isRight = came.length > 0 && lines.every((line) => faultOf(line) === undefined);
  async function submit() {
    await doing.receive(receiptId, { lines: came });
    close();
    toast.done('stock_orders.received_done');
    await doing.refreshed();
  }
  return (
    <FormDialog
      title={t('stock_orders.receive_title', { number: one.number })}
      close={close}
      size="lg"
      confirm={t('incoming.receive')}
      missing={t('stock_orders.receive_missing')}
      submit={() => (isRight ? submit() : undefined)}
    >
      <div className={ui.row}>
        <Scan
          lines={lines}
          count={(sku) => put(sku, { good: String((unitsOf(of(sku).good) ?? 0) + 1) })}
        />
        <Button
          variant="default"
          onClick={() => {
            for (const line of lines)
              if (line.left > 0) put(line.sku, { good: String(line.left), lost: '', reason: null });
          }}
        >
          {t('stock_orders.all_came')}
        </Button>
      </div>
      <div>
        {lines.map((line) => (
          <Arrival
            key={line.variant_id}
            line={line}
            typed={of(line.sku)}
            fault={faultOf(line)}
            put={(part) => put(line.sku, part)}
          />
        ))}
      </div>
    </FormDialog>
  );
}

interface ArrivalProps {
  line: StockOrderLine;
  typed: Typed;
  fault: string | undefined;
  put: (part: Partial<Typed>) => void;
}

function Arrival({ line, typed, fault, put }: ArrivalProps) {
  const { t, word } = useWords();
  return (
    <div className={classes.arrival}>
      <div>
        <b>{line.sku}</b> <span className={ui.soft}>{line.name}</span>
        <div className={ui.soft}>{t('stock_orders.to_come', { count: line.left })}</div>
      </div>
      <TextInput
        label={t('stock_orders.good')}
        aria-label={t('stock_orders.good_of', { sku: line.sku })}
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        placeholder="0"
        value={typed.good}
        error={Boolean(fault)}
        onChange={(event) => put({ good: event.currentTarget.value })}
      />
      <TextInput
        label={t('stock_orders.lost')}
        aria-label={t('stock_orders.lost_of', { sku: line.sku })}
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        placeholder="0"
        value={typed.lost}
        error={Boolean(fault)}
        onChange={(event) => put({ lost: event.currentTarget.value })}
      />
      {typed.lost.trim() !== '' && typed.lost.trim() !== '0' ? (
        <Select
          className={classes.reason ?? ''}
          label={t('stock_orders.reason_of', { sku: line.sku })}
          data={Object.values(LossReason).map((one) => ({
            value: one,
            label: word('loss_reason', one),
          }))}
          value={typed.reason}
          onChange={(reason) => put({ reason })}
        />
      ) : null}
      {fault ? (
        <p className={`${classes.reason} ${classes.short}`} role="alert">
          {fault}
        </p>
      ) : null}
    </div>
  );
}

interface ScanProps {
  lines: readonly StockOrderLine[];
  count: (sku: string) => void;
}

/** Each scan of a SKU counts one unit of it. */
function Scan({ lines, count }: ScanProps) {
  const { t } = useWords();
  const [code, setCode] = useState('');
  const [unknown, setUnknown] = useState('');
  function take() {
    const scanned = code.trim().toLowerCase();
    if (scanned === '') return;
    const found = lines.find(
      (line) => line.sku.toLowerCase() === scanned || line.barcode === code.trim(),
    );
    if (found) count(found.sku);
    setUnknown(found ? '' : code.trim());
    setCode('');
  }
  return (
    <TextInput
      className={ui.wide}
      label={t('stock_orders.scan')}
      autoComplete="off"
      data-autofocus
      maxLength={100}
      value={code}
      error={unknown ? t('stock_orders.not_on_it', { code: unknown }) : undefined}
      onChange={(event) => setCode(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        // The scanner presses it after each code: it does not send the form.
        event.preventDefault();
        take();
      }}
    />
  );
}
