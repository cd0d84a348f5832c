import { useState } from 'react';
import { getGetImportQueryKey, getListImportsQueryKey, useUndoImport } from '../../api/imports';
import type { Import } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

export function Undo({ data }: { data: Import }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const undo = useUndoImport({
    mutation: {
      onSuccess: async () => {
        close();
        toast.done('imports.undo_asked');
        await refresh(getGetImportQueryKey(data.id), getListImportsQueryKey());
      },
    },
  });
  const because =
    data.kind === 'sales' || data.status !== 'done' || data.dry_run || data.is_undoing
      ? t('imports.undo_not_now')
      : undefined;
  return (
    <>
      <Action needs="imports.run" variant="default" because={because} onClick={() => setOpen(true)}>
        {t('imports.undo')}
      </Action>
      {isOpen ? (
        <FormDialog
          title={t('imports.undo_title')}
          close={close}
          confirm={t('imports.undo')}
          isGrave
          submit={() => undo.mutateAsync({ importId: data.id })}
        >
          <p>{data.kind === 'stock' ? t('imports.undo_explained') : t('imports.undo_fields')}</p>
        </FormDialog>
      ) : null}
    </>
  );
}
