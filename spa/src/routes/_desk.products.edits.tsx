import { createFileRoute } from '@tanstack/react-router';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { BulkEdit } from '../api/model';
import { getListBulkEditsQueryKey, listBulkEdits } from '../api/products';
import { BulkProgress } from '../features/products/bulk/BulkProgress';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count, When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/products/edits')({ component: Edits });

/** The latest edits of many products, each with its way back. */
function Edits() {
  const { t } = useWords();
  const [shown, show] = useState<string | null>(null);
  const source = useRows({
    key: getListBulkEditsQueryKey(),
    read: (_cursor, request) => listBulkEdits(request),
  });
  const columns: Column<BulkEdit>[] = [
    {
      id: 'at',
      heading: t('bulk.when'),
      lead: true,
      cell: (row) => (
        <Button variant="subtle" size="compact-sm" onClick={() => show(row.id)}>
          <When at={row.created_at} />
        </Button>
      ),
    },
    { id: 'by', heading: t('bulk.who'), cell: (row) => <Who actor={row.created_by} /> },
    {
      id: 'status',
      heading: t('products.status'),
      corner: true,
      cell: (row) => <Status family="bulk_edit" code={row.status} />,
    },
    {
      id: 'changed',
      heading: t('bulk.changed'),
      numeric: true,
      cell: (row) => <Count value={row.changed} />,
    },
    {
      id: 'refused',
      heading: t('bulk.left_out'),
      numeric: true,
      cell: (row) => <Count value={row.refused} />,
    },
  ];
  return (
    <ListPage
      title={t('bulk.list')}
      back={{ to: '/products', label: t('nav.products') }}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('bulk.none')}
      hint={t('bulk.none_hint')}
    >
      {shown ? (
        <Modal
          opened
          onClose={() => show(null)}
          title={t('bulk.title')}
          size="lg"
          closeButtonProps={{ 'aria-label': t('action.close') }}
        >
          <BulkProgress editId={shown} close={() => show(null)} />
        </Modal>
      ) : null}
    </ListPage>
  );
}
