import { useMutation } from '@tanstack/react-query';
import type { Settings } from '../../api/model';
import { getGetChoicesQueryKey } from '../../api/choices';
import {
  changeSettings,
  getGetSettingsQueryKey,
  getListSettingsVersionsQueryKey,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import { Changes } from './Changes';
import { editOf, valuesOf } from './shop.ts';
import { useDifferences } from './versions.ts';

interface RestoreProps {
  now: Settings;
  to: Settings;
  close: () => void;
}

/** Brings the facts back to an earlier version: a new version, so that this can be undone as well. */
export function Restore({ now, to, close }: RestoreProps) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const differences = useDifferences()(now, to);
  const values = valuesOf(to);
  const { mutateAsync } = useMutation({
    mutationFn: () => {
      const names = new Set(differences.map(({ name }) => name));
      const changes = Object.entries(values).filter(([name]) => names.has(name));
      return changeSettings(editOf(values, Object.fromEntries(changes)), ifMatch(now.version));
    },
    onSuccess: async () => {
      close();
      toast.done('settings.restored');
      await refresh(
        getGetSettingsQueryKey(),
        getListSettingsVersionsQueryKey(),
        getGetChoicesQueryKey(),
      );
    },
  });
  return (
    <FormDialog
      title={t('settings.restore_title')}
      close={close}
      confirm={t('settings.restore')}
      submit={() => (differences.length > 0 ? mutateAsync() : undefined)}
    >
      <Changes differences={differences} />
    </FormDialog>
  );
}
