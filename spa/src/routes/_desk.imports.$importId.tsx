import { Button, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { Import, RefusedRow } from '../api/model';
import {
  getDownloadImportErrorsUrl,
  getGetImportQueryKey,
  getGetImportQueryOptions,
  getListImportErrorsQueryKey,
  listImportErrors,
} from '../api/imports';
import { Outcome } from '../features/imports/Outcome';
import { Changes } from '../features/imports/Changes';
import { Checked, Counts } from '../features/imports/Checked';
import { Matching } from '../features/imports/Matching';
import { Undo } from '../features/imports/Undo';
import { codeOf } from '../codes/untyped.ts';
import { isProblemCode } from '../codes/problems.ts';
import { useWords, type Words } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { useLive } from '../ui/live.ts';
import { Facts, Page, Panel } from '../ui/Page';
import { useRefresh } from '../ui/refresh.ts';
import { useRows } from '../ui/rows.ts';
import { Awaited } from '../ui/states';
import { Count, When } from '../ui/text';

export const Route = createFileRoute('/_desk/imports/$importId')({ component: ImportPage });

const ENDED = new Set(['done', 'failed', 'undone']);
/** Here the shop waits for a person. */
const WAITS = new Set(['matching', 'checked']);

function ImportPage() {
  const { importId } = Route.useParams();
  const { t } = useWords();
  const queries = useQueryClient();
  const options = getGetImportQueryOptions(importId);
  const found = useQuery(options);
  // One that is done can be undone, here or by a colleague: it is followed until that is over.
  const isUndone = found.data?.is_undoing ?? false;
  const isRunning =
    found.data !== undefined &&
    (isUndone || !(ENDED.has(found.data.status) || WAITS.has(found.data.status)));
  useLive<Import>(isRunning ? `/api/v1/imports/${importId}/live` : null, 'import', (news) => {
    queries.setQueryData(options.queryKey, news);
    if (ENDED.has(news.status))
      void queries.invalidateQueries({ queryKey: getListImportErrorsQueryKey(importId) });
  });
  const { data } = found;
  return (
    <Page
      name={data?.file_name ?? t('nav.imports')}
      title={
        <span className={ui.row}>
          {data?.file_name ?? t('nav.imports')}
          {data ? <Outcome data={data} /> : null}
        </span>
      }
      back={{ to: '/imports', label: t('nav.imports') }}
      actions={data ? <Undo data={data} /> : undefined}
    >
      <Awaited query={found}>{(one) => <Body data={one} />}</Awaited>
    </Page>
  );
}

function Body({ data }: { data: Import }) {
  const words = useWords();
  const { t } = words;
  const refresh = useRefresh();
  if (data.status === 'matching')
    return <Matching importId={data.id} matched={() => refresh(getGetImportQueryKey(data.id))} />;
  const handled = data.rows_done + data.rows_failed;
  return (
    <>
      <Panel>
        <div className={ui.form}>
          {data.rows_total > 0 ? (
            <Progress
              size="lg"
              value={(handled / data.rows_total) * 100}
              color={data.rows_failed ? 'ochre' : 'olive'}
              aria-label={t('imports.progress')}
            />
          ) : null}
          <Facts
            items={[
              [t('imports.total'), <Count key="total" value={data.rows_total} />],
              ...(data.kind === 'sales'
                ? ([
                    [t('imports.done'), <Count key="done" value={data.rows_done} />],
                    [t('imports.failed'), <Count key="failed" value={data.rows_failed} />],
                  ] as const)
                : []),
              [t('stock.who'), data.created_by],
              [t('stock.when'), <When key="at" at={data.created_at} exact />],
            ]}
          />
          {data.error ? (
            <p role="alert" className={ui.minus}>
              {whyOf({ code: data.error_code ?? '', message: data.error }, words)}
            </p>
          ) : null}
          {data.kind !== 'sales' && data.rows_total > 0 ? <Counts data={data} /> : null}
          {data.status === 'checked' ? <Checked data={data} /> : null}
        </div>
      </Panel>
      {data.kind !== 'sales' &&
      (data.status === 'checked' || (!data.dry_run && ENDED.has(data.status))) ? (
        <Changes data={data} />
      ) : null}
      {data.rows_failed > 0 || hasNotes(data) ? <Refused data={data} /> : null}
    </>
  );
}

/** A product may come in with something put right, and its row says what. */
function hasNotes(data: Import): boolean {
  return (
    (data.kind === 'products' || data.kind === 'customers') &&
    ENDED.has(data.status) &&
    data.status !== 'failed'
  );
}

/** In the reader's language; the server's own words only where this page does not know the code. */
function whyOf({ code, message }: { code: string; message: string }, { word }: Words): string {
  const row = codeOf('import_row', code);
  if (row) return word('import_row', row);
  return isProblemCode(code) ? word('problem', code, { detail: message }) : message;
}

function Refused({ data }: { data: Import }) {
  const words = useWords();
  const { t, locale } = words;
  const language = locale === 'es' ? 'es' : 'en';
  const source = useRows({
    key: [...getListImportErrorsQueryKey(data.id), data.status],
    read: (cursor, request) => listImportErrors(data.id, cursor, request),
  });
  const outcome: Column<RefusedRow> = {
    id: 'outcome',
    heading: t('orders.status'),
    cell: (row) => (row.is_error ? t('imports.rejected') : t('imports.note')),
  };
  const title = data.kind === 'products' ? t('imports.findings') : t('imports.refused');
  const columns: Column<RefusedRow>[] = [
    { id: 'row', heading: t('imports.row'), numeric: true, cell: (row) => row.row },
    { id: 'message', heading: t('imports.why'), lead: true, cell: (row) => whyOf(row, words) },
    ...(data.kind === 'products' ? [outcome] : []),
    {
      id: 'values',
      heading: t('imports.values'),
      cell: (row) => (
        <span className={`${ui.mono} ${ui.wide}`}>
          {Object.entries(row.values)
            .filter(([, value]) => value)
            .map(([key, value]) => `${key}=${value}`)
            .join('  ')}
        </span>
      ),
    },
  ];
  return (
    <Panel
      title={title}
      aside={
        <Button
          component="a"
          href={getDownloadImportErrorsUrl(data.id, { language })}
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} />}
        >
          {t('imports.download')}
        </Button>
      }
      flush
    >
      <DataTable
        source={source}
        columns={columns}
        keyOf={(row) => String(row.row)}
        caption={title}
        nothing={t('imports.none_refused')}
      />
    </Panel>
  );
}
