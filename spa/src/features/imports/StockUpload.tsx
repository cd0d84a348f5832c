import { Progress } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { importUploaded, startStockImport } from '../../api/imports';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useTold } from '../../ui/told.ts';
import { putFile } from '../uploading.ts';
import classes from '../products/products.module.css';
import ui from '../../ui/link.module.css';

const ACCEPTED = '.csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function StockUpload() {
  const { t } = useWords();
  const told = useTold();
  const navigate = useNavigate();
  const picker = useRef<HTMLInputElement>(null);
  const [fraction, setFraction] = useState(0);
  const [isOver, setOver] = useState(false);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const started = await startStockImport({ file_name: file.name, size_bytes: Math.max(1, file.size) });
      await putFile(started.upload, file, setFraction);
      await importUploaded(started.id);
      return started.id;
    },
    onSuccess: (importId) => navigate({ to: '/imports/$importId', params: { importId } }),
    onError: told.failed,
    onSettled: () => setFraction(0),
  });
  function take(file: File | undefined) {
    if (file) upload.mutate(file);
  }
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]); }}
    >
      {t('imports.drop')}
      <span className={ui.mono}>{t('imports.columns')}</span>
      <input ref={picker} className={classes.hidden} type="file" accept={ACCEPTED} tabIndex={-1} aria-label={t('imports.upload')} onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
      <Action needs="imports.run" leftSection={<IconFileUpload size={16} />} loading={upload.isPending} onClick={() => picker.current?.click()}>{t('imports.upload')}</Action>
      {upload.isPending ? <Progress w="100%" value={fraction * 100} aria-label={t('state.uploading')} /> : null}
    </div>
  );
}
