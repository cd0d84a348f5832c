import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { createFileRoute } from '@tanstack/react-router';
import {
  getDownloadExportFileUrl,
  getListExportFilesQueryKey,
  listExportFiles,
  useEraseExportFile,
} from '../api/exports';
import type { ExportFile } from '../api/model';
import { useWords } from '../i18n';
import { bytes } from '../i18n/figures.ts';
import { DataTable, type Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRefresh } from '../ui/refresh.ts';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count, When } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/exports')({ component: Exports });

const LOOK_MS = 3_000;

/** One's own files that were made in the background: how far each is, and its download. */
function Exports() {
  const { t, word, locale } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const source = useRows({
    key: getListExportFilesQueryKey(),
    read: listExportFiles,
    refetchInterval: LOOK_MS,
  });
  const erase = useEraseExportFile({
    mutation: {
      onSuccess: () => refresh(getListExportFilesQueryKey()),
      onError: toast.failed,
    },
  });
  const columns: Column<ExportFile>[] = [
    {
      id: 'file',
      heading: t('exports.file'),
      lead: true,
      cell: (row) => (
        <>
          {word('export_list', row.list)}
          <span className={ui.soft}> · {row.file_name}</span>
        </>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="export_file" code={row.status} />,
    },
    {
      id: 'rows',
      heading: t('exports.rows'),
      numeric: true,
      cell: (row) => <Count value={row.rows} />,
    },
    {
      id: 'size',
      heading: t('exports.size'),
      numeric: true,
      cell: (row) => (row.size_bytes === null ? '—' : bytes(row.size_bytes, locale)),
    },
    {
      id: 'until',
      heading: t('exports.until'),
      numeric: true,
      cell: (row) => <When at={row.expires_at} />,
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <span className={ui.row}>
          {row.status === 'ready' ? (
            <Button
              component="a"
              href={getDownloadExportFileUrl(row.id)}
              download
              size="xs"
              leftSection={<IconDownload size={14} />}
            >
              {t('exports.download')}
            </Button>
          ) : null}
          <Button
            size="xs"
            variant="default"
            aria-label={t('exports.erase_named', { name: row.file_name })}
            onClick={() => erase.mutate({ exportId: row.id })}
          >
            {t('action.delete')}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Page title={t('exports.files')} lead={t('exports.files_lead')}>
      <Panel flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('exports.files')}
          nothing={t('exports.none')}
          hint={t('exports.none_hint')}
        />
      </Panel>
    </Page>
  );
}
