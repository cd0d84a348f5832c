import { Button, FileButton, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import type { BankFileImported, BankLineRow } from '../../api/model';
import {
  assignBankLine,
  getListAwaitedPaymentsQueryKey,
  getListBankLinesQueryKey,
  getListRefundsByHandQueryKey,
  importBankFile,
  listBankLines,
  setBankLineAside,
} from '../../api/orders';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useRows } from '../../ui/rows.ts';
import { Money } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import { Columns, type Asked } from './Columns';
import { readText } from './reading.ts';

/** What a bank's file says came in: the file is taken here, and what names no order is decided here. */
export function Statement() {
  const { t, locale } = useWords();
  const can = useCan();
  const toast = useToast();
  const refresh = useRefresh();
  const chooseAgain = useRef<() => void>(null);
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<BankFileImported | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [assigned, setAssigned] = useState<BankLineRow | null>(null);
  const [aside, setAside] = useState<BankLineRow | null>(null);
  const lines = useRows({ key: getListBankLinesQueryKey(), read: listBankLines });

  function again() {
    return refresh(
      getListBankLinesQueryKey(),
      getListAwaitedPaymentsQueryKey(),
      getListRefundsByHandQueryKey(),
    );
  }

  async function take(file: File | null) {
    if (!file) return;
    setBusy(true);
    setDone(null);
    let text = '';
    try {
      text = await readText(file);
      setDone(await importBankFile({ name: file.name, text }));
      await again();
    } catch (failure) {
      const headers = failure instanceof Problem ? failure.facts['headers'] : undefined;
      if (failure instanceof Problem && Array.isArray(headers)) {
        setAsked({ name: file.name, text, headers: headers.map(String) });
      } else toast.failed(failure);
    } finally {
      // Otherwise the browser says nothing when the same file is chosen again.
      chooseAgain.current?.();
      setBusy(false);
    }
  }

  const columns: Column<BankLineRow>[] = [
    { id: 'concept', heading: t('bank.concept'), lead: true, cell: (row) => row.concept || '—' },
    { id: 'payer', heading: t('bank.payer'), cell: (row) => row.payer || '—' },
    { id: 'day', heading: t('bank.day'), cell: (row) => day(row.booked_on, locale) },
    {
      id: 'amount',
      heading: t('bank.amount'),
      numeric: true,
      corner: true,
      cell: (row) => <Money value={row.amount} />,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <span className={ui.row}>
          <Action
            needs="orders.refund"
            size="xs"
            variant="default"
            onClick={() => setAssigned(row)}
          >
            {t('bank.assign')}
          </Action>
          <Action needs="orders.refund" size="xs" variant="subtle" onClick={() => setAside(row)}>
            {t('bank.aside')}
          </Action>
        </span>
      ),
    },
  ];
  return (
    <Panel
      title={t('bank.title')}
      aside={
        can('orders.refund') ? (
          <FileButton
            resetRef={chooseAgain}
            onChange={(file) => void take(file)}
            accept=".xml,.csv,.txt"
          >
            {(props) => (
              <Button {...props} size="xs" variant="default" loading={isBusy}>
                {t('bank.take')}
              </Button>
            )}
          </FileButton>
        ) : undefined
      }
      flush
    >
      <Group px="md" py="xs" role="status">
        <small className={ui.soft}>{done ? t('bank.done', { ...done }) : t('bank.hint')}</small>
      </Group>
      <DataTable
        source={lines}
        columns={columns}
        keyOf={({ id }) => id}
        caption={t('bank.title')}
        nothing={t('bank.nothing')}
        hint={t('bank.nothing_hint')}
      />
      {asked ? (
        <Columns
          asked={asked}
          close={() => setAsked(null)}
          done={async (found) => {
            setAsked(null);
            setDone(found);
            await again();
          }}
        />
      ) : null}
      {assigned ? <Assign line={assigned} close={() => setAssigned(null)} again={again} /> : null}
      {aside ? <SetAside line={aside} close={() => setAside(null)} again={again} /> : null}
    </Panel>
  );
}

interface LineDialogProps {
  line: BankLineRow;
  close: () => void;
  again: () => Promise<unknown>;
}

function Assign({ line, close, again }: LineDialogProps) {
  const { t } = useWords();
  const toast = useToast();
  const form = useForm<{ number: string }, void>({
    fields: [
      {
        kind: 'text',
        name: 'number',
        label: t('bank.number'),
        required: true,
        most: 40,
        isCode: true,
      },
    ],
    read: { number: '' },
    save: ({ number }) => assignBankLine(line.id, { number: number.trim() }),
    saved: async () => {
      close();
      toast.done('bank.assigned');
      await again();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('bank.assign_title')}
      confirm={t('bank.assign')}
      close={close}
    />
  );
}

const OUTCOMES = ['ignored', 'returned'] as const;

function SetAside({ line, close, again }: LineDialogProps) {
  const { t } = useWords();
  const toast = useToast();
  const form = useForm<{ outcome: string | null; note: string }, void>({
    fields: [
      {
        kind: 'choice',
        name: 'outcome',
        label: t('bank.outcome'),
        options: [
          ['ignored', t('bank.ignored')],
          ['returned', t('bank.returned')],
        ],
        required: true,
      },
      { kind: 'text', name: 'note', label: t('bank.note'), required: true, most: 200 },
    ],
    read: { outcome: 'ignored', note: '' },
    save: ({ outcome, note }) =>
      setBankLineAside(line.id, {
        outcome: OUTCOMES.find((one) => one === outcome) ?? 'ignored',
        note,
      }),
    saved: async () => {
      close();
      toast.done('bank.set_aside');
      await again();
    },
  });
  return (
    <DialogForm form={form} title={t('bank.aside_title')} confirm={t('bank.aside')} close={close} />
  );
}
