import { Button } from '@mantine/core';
import { createFileRoute, Link } from '@tanstack/react-router';
import type { Import } from '../api/model';
import { getListImportsQueryKey, listImports } from '../api/imports';
import { FileUpload } from '../features/imports/FileUpload';
import { Outcome } from '../features/imports/Outcome';
import { codeOf } from '../codes/untyped.ts';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Count, When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/imports/')({ component: Imports });

function Imports() {
  const { t, word } = useWords();
  const source = useRows({ key: getListImportsQueryKey(), read: listImports });
  const columns: Column<Import>[] = [
    {
      id: 'file',
      heading: t('imports.file'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.wide}`}
          to="/imports/$importId"
          params={{ importId: row.id }}
        >
          {row.file_name}
        </Link>
      ),
    },
    {
      id: 'kind',
      heading: t('imports.kind'),
      cell: (row) => word('import_kind', codeOf('import_kind', row.kind)),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Outcome data={row} />,
    },
    {
      id: 'done',
      heading: t('imports.done'),
      numeric: true,
      cell: (row) => <Count value={row.rows_done} />,
    },
    {
      id: 'failed',
      heading: t('imports.failed'),
      numeric: true,
      cell: (row) => (
        <span className={row.rows_failed ? ui.minus : undefined}>
          <Count value={row.rows_failed} />
        </span>
      ),
    },
    {
      id: 'by',
      heading: t('stock.who'),
      deskOnly: true,
      cell: (row) => <Who actor={row.created_by} />,
    },
    {
      id: 'at',
      heading: t('stock.when'),
      numeric: true,
      cell: (row) => <When at={row.created_at} />,
    },
  ];
  return (
    <Page
      title={t('nav.imports')}
      lead={t('imports.lead')}
      actions={
        <Button component={Link} to="/exports" variant="default">
          {t('exports.files')}
        </Button>
      }
    >
      <FileUpload />
      <Panel title={t('imports.history')} flush>
        <DataTable
          source={source}
          columns={columns}
          keyOf={(row) => row.id}
          caption={t('imports.history')}
          nothing={t('imports.none')}
          hint={t('imports.none_hint')}
        />
      </Panel>
    </Page>
  );
}
