import { Checkbox } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { importUploaded, startImport } from '../../api/imports';
import type { Permission } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import { useCan } from '../../session.ts';
import { DropZone } from '../../ui/DropZone';
import { Choice } from '../../ui/Filters';
import ui from '../../ui/layout.module.css';
import { useToast } from '../../ui/toast.ts';
import { putFile } from '../../uploading.ts';
import { exampleOf, type FileKindCode } from './examples.ts';

const CSV = '.csv,text/csv';
const XLSX = '.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface FileKind {
  accept: string;
  needs: readonly Permission[];
  hint: Key;
  columns: Key;
}

const KINDS: Record<FileKindCode, FileKind> = {
  stock: {
    accept: `${CSV},${XLSX}`,
    needs: ['imports.run', 'stock.adjust'],
    hint: 'imports.drop_stock',
    columns: 'imports.columns_stock',
  },
  products: {
    accept: CSV,
    needs: ['imports.run', 'products.write', 'prices.write'],
    hint: 'imports.drop_products',
    columns: 'imports.columns_products',
  },
};

export function FileUpload() {
  const { t, locale } = useWords();
  const can = useCan();
  const toast = useToast();
  const navigate = useNavigate();
  const [fraction, setFraction] = useState(0);
  const [kind, setKind] = useState<FileKindCode>(
    can('stock.adjust') || !can('products.write') ? 'stock' : 'products',
  );
  const [isTrial, setTrial] = useState(false);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const started = await startImport({
        kind,
        file_name: file.name,
        size_bytes: Math.max(1, file.size),
        dry_run: isTrial,
      });
      await putFile(started.upload, file, setFraction);
      await importUploaded(started.id);
      return started.id;
    },
    onSuccess: (importId) => navigate({ to: '/imports/$importId', params: { importId } }),
    onError: toast.failed,
    onSettled: () => setFraction(0),
  });
  const { accept, needs, hint, columns } = KINDS[kind];
  return (
    <>
      <Choice
        label={t('imports.kind')}
        value={kind}
        change={setKind}
        options={[
          ['stock', t('import_kind.stock')],
          ['products', t('import_kind.products')],
        ]}
      />
      <DropZone
        label={t('imports.upload')}
        icon={<IconFileUpload size={16} />}
        accept={accept}
        needs={needs.find((one) => !can(one)) ?? 'imports.run'}
        fraction={upload.isPending ? fraction : null}
        take={upload.mutate}
      >
        {t(hint)}
        <span className={ui.mono}>{t(columns)}</span>
        <a className={ui.link} href={exampleOf(kind, locale)} download={`${kind}.csv`}>
          {t('imports.template')}
        </a>
        <Checkbox
          label={t('imports.trial')}
          checked={isTrial}
          onChange={(event) => setTrial(event.currentTarget.checked)}
        />
      </DropZone>
    </>
  );
}
