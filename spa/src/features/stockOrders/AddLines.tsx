import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { useToast } from '../../ui/toast.ts';
import { VariantPicker } from '../../ui/VariantPicker';
import type { Doing, StockOrder } from './doing.ts';
import { readLines } from './pasting.ts';
import classes from './stockOrders.module.css';

interface AddLinesProps {
  one: StockOrder;
  doing: Doing;
  currency: string;
}

/** Goods by scanner, by name, or many at once from a spreadsheet. */
export function AddLines({ one, doing, currency }: AddLinesProps) {
  const { t } = useWords();
  const toast = useToast();
  const [code, setCode] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [isPasting, setPasting] = useState(false);
  async function add(scanned: string) {
    setBusy(true);
    const there = one.lines.find(({ sku }) => sku.toLowerCase() === scanned.toLowerCase());
    try {
      await doing.write([{ code: there?.sku ?? scanned, quantity: (there?.quantity ?? 0) + 1 }]);
      setCode('');
    } catch (failure) {
      toast.failed(failure);
      void doing.refreshed();
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className={ui.form}>
      <form
        className={`${ui.row} ${classes.scan}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '' && !isBusy) void add(code.trim());
        }}
      >
        <TextInput
          className={ui.wide}
          label={t('stock_orders.scan')}
          autoComplete="off"
          maxLength={100}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isBusy}>
          {t('stock_orders.add')}
        </Button>
      </form>
      <VariantPicker
        label={t('stock_orders.find')}
        currency={currency}
        choose={({ sku }) => void add(sku)}
        disabled={isBusy}
      />
      <div>
        <Button variant="default" onClick={() => setPasting(true)}>
          {t('stock_orders.paste')}
        </Button>
      </div>
      {isPasting ? <Paste doing={doing} close={() => setPasting(false)} /> : null}
    </div>
  );
}

function Paste({ doing, close }: { doing: Doing; close: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const [text, setText] = useState('');
  const { lines, wrong } = readLines(text);
  const isRight = lines.length > 0 && wrong.length === 0;
  async function submit() {
    await doing.write(lines);
    close();
    toast.done('stock_orders.pasted');
  }
  return (
    <FormDialog
      title={t('stock_orders.paste')}
      close={close}
      confirm={t('stock_orders.paste_confirm', { count: lines.length })}
      missing={t('stock_orders.paste_missing')}
      submit={() => (isRight ? submit() : undefined)}
    >
      <Textarea
        label={t('stock_orders.paste_lines')}
        description={t('stock_orders.paste_hint')}
        autosize
        minRows={6}
        maxRows={16}
        data-autofocus
        value={text}
        error={
          wrong.length > 0
            ? t('stock_orders.paste_wrong', { lines: wrong.slice(0, 5).join(' · ') })
            : undefined
        }
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
