import { IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { importUploaded, startImport } from '../../api/imports';
import { useWords } from '../../i18n';
import { DropZone } from '../../ui/DropZone';
import ui from '../../ui/layout.module.css';
import classes from './imports.module.css';
import { useToast } from '../../ui/toast.ts';
import { putFile } from '../../uploading.ts';
import { EXAMPLES, exampleOf } from './examples.ts';

const ACCEPTED =
  '.csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One place for every file: its headings say what it is. */
export function FileUpload() {
  const { t, word, locale } = useWords();
  const toast = useToast();
  const navigate = useNavigate();
  const [fraction, setFraction] = useState(0);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const started = await startImport({
        file_name: file.name,
        size_bytes: Math.max(1, file.size),
      });
      await putFile(started.upload, file, setFraction);
      await importUploaded(started.id);
      return started.id;
    },
    onSuccess: (importId) => navigate({ to: '/imports/$importId', params: { importId } }),
    onError: toast.failed,
    onSettled: () => setFraction(0),
  });
  return (
    <DropZone
      label={t('imports.upload')}
      icon={<IconFileUpload size={16} />}
      accept={ACCEPTED}
      needs="imports.run"
      fraction={upload.isPending ? fraction : null}
      take={upload.mutate}
    >
      {t('imports.drop')}
      <span className={classes.examples}>
        {t('imports.templates')}
        {EXAMPLES.map((kind) => (
          <a key={kind} className={ui.link} href={exampleOf(kind, locale)} download={`${kind}.csv`}>
            {word('import_kind', kind)}
          </a>
        ))}
      </span>
    </DropZone>
  );
}
