import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getListContentVersionsQueryKey,
  getListContentVersionsQueryOptions,
} from '../../api/content';
import type { ContentVersion, DocumentName, Permission } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';
import { When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';

interface UndoChangeProps {
  name: DocumentName;
  version: number;
  /** Writes the earlier one as a new version, so that this can be undone as well. */
  restore: (earlier: ContentVersion) => Promise<unknown>;
  queryKey: readonly unknown[];
  needs?: Permission;
}

/** Takes the last change of a document back. */
export function UndoChange(props: UndoChangeProps) {
  const { name, version, restore, queryKey, needs = 'content.write' } = props;
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery(getListContentVersionsQueryOptions(name, { limit: 2 }));
  const before = data?.items.find((one) => one.version < version);
  async function submit() {
    if (!before) return;
    await restore(before);
    setAsking(false);
    toast.done('settings.restored');
    await refresh(queryKey, getListContentVersionsQueryKey(name));
  }
  return (
    <>
      <Action
        needs={needs}
        variant="default"
        size="xs"
        because={data && !before ? t('settings.nothing_to_undo') : undefined}
        onClick={() => setAsking(true)}
      >
        {t('settings.undo')}
      </Action>
      {isAsking && before?.changed_at ? (
        <FormDialog
          title={t('settings.restore_title')}
          close={() => setAsking(false)}
          confirm={t('settings.restore')}
          submit={submit}
        >
          <p>
            {before.changed_by} · <When at={before.changed_at} exact />
          </p>
        </FormDialog>
      ) : null}
    </>
  );
}
