import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { EtlRun } from '../api/model';
import { getListEtlRunsQueryOptions, useStartEtlRun } from '../api/reports';
import { codeOf } from '../codes/untyped.ts';
import { useWords, type Words } from '../i18n';
import { count, duration } from '../i18n/figures.ts';
import { DataTable, type Column } from '../ui/DataTable';
import { FormDialog } from '../ui/FormDialog';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { wholeRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count, When } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/warehouse')({ component: Warehouse });

const AGAIN_MS = 5_000;

function Took({ run }: { run: EtlRun }) {
  const { locale } = useWords();
  return run.ended_at
    ? duration((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000, locale)
    : '…';
}

/** What a run found: first whether the warehouse matches the shop, then what it left out and why. */
function Note({ run }: { run: EtlRun }) {
  const words = useWords();
  const { t } = words;
  const wrong = run.state === 'failed' || run.state === 'red' ? run.reason : '';
  const differences = listed(run.differences);
  const out = leftOut(run.dropped, words);
  return (
    <div className={ui.note}>
      {run.state === 'done' && !differences ? <p>{t('warehouse.matches')}</p> : null}
      {wrong || differences ? (
        <p className={ui.minus}>{[wrong, differences].filter(Boolean).join(': ')}</p>
      ) : null}
      {out ? (
        <details>
          <summary>{t('warehouse.left_out')}</summary>
          <p className={ui.soft}>{t('warehouse.left_out_explained')}</p>
          <p className={ui.soft}>{out}</p>
        </details>
      ) : null}
    </div>
  );
}

function listed(facts: Record<string, string>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ');
}

/** "Variants: 2,260 changed nothing": what was read and by which rule it is no fact. */
function leftOut(dropped: EtlRun['dropped'], { word, locale }: Words): string {
  return Object.entries(dropped)
    .map(
      ([entity, rules]) =>
        `${word('entity', codeOf('entity', entity))}: ${Object.entries(rules)
          .map(([rule, rows]) => `${count(rows, locale)} ${word('rule', codeOf('rule', rule))}`)
          .join(', ')}`,
    )
    .join(' · ');
}

function Warehouse() {
  const { t, word } = useWords();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const runs = useQuery({ ...getListEtlRunsQueryOptions(), refetchInterval: AGAIN_MS });
  const start = useStartEtlRun({
    mutation: {
      onSuccess: () => {
        toast.done('warehouse.asked');
        void runs.refetch();
      },
      onError: toast.failed,
    },
  });
  const columns: Column<EtlRun>[] = [
    { id: 'id', heading: t('warehouse.number'), lead: true, cell: (row) => row.id },
    {
      id: 'started',
      heading: t('warehouse.started'),
      cell: (row) => <When at={row.started_at} exact />,
    },
    {
      id: 'mode',
      heading: t('warehouse.mode'),
      cell: (row) => word('run_mode', codeOf('run_mode', row.mode)),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="run" code={codeOf('run', row.state)} />,
    },
    { id: 'took', heading: t('warehouse.took'), numeric: true, cell: (row) => <Took run={row} /> },
    {
      id: 'rows',
      wideOnly: true,
      heading: t('warehouse.rows'),
      numeric: true,
      cell: (row) => <Count value={row.rows_read} />,
    },
    {
      id: 'as_of',
      heading: t('warehouse.as_of'),
      numeric: true,
      wideOnly: true,
      cell: (row) => (row.as_of ? <When at={row.as_of} /> : '—'),
    },
    {
      id: 'note',
      heading: t('warehouse.note'),
      cell: (row) => <Note run={row} />,
    },
  ];
  return (
    <Page
      title={t('nav.warehouse')}
      lead={t('warehouse.lead')}
      actions={
        <>
          <Action
            needs="etl.run"
            variant="default"
            loading={start.isPending}
            onClick={() => setAsking(true)}
          >
            {t('warehouse.run_full')}
          </Action>
          <Action
            needs="etl.run"
            leftSection={<IconPlayerPlay size={16} />}
            loading={start.isPending}
            onClick={() => start.mutate({ data: { full: false } })}
          >
            {t('warehouse.run')}
          </Action>
        </>
      }
    >
      {isAsking ? (
        <FormDialog
          title={t('warehouse.full_title')}
          close={() => setAsking(false)}
          confirm={t('warehouse.run_full')}
          submit={async () => {
            await start.mutateAsync({ data: { full: true } });
            setAsking(false);
          }}
        >
          <p>{t('warehouse.full_explained')}</p>
        </FormDialog>
      ) : null}
      <Panel flush>
        <DataTable
          source={wholeRows(runs)}
          columns={columns}
          keyOf={(row) => String(row.id)}
          caption={t('nav.warehouse')}
          nothing={t('warehouse.none')}
          hint={t('warehouse.none_hint')}
        />
      </Panel>
    </Page>
  );
}
