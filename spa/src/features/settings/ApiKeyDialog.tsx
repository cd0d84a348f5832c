import { addApiKey, getListApiKeysQueryKey } from '../../api/integrations';
import type { ApiKeySecret, Permission } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Permissions } from '../../ui/Permissions';

/** With these a stolen key would outlive its own end; the API refuses them. */
const NEVER: readonly Permission[] = ['staff.write', 'integrations.write'];

interface Values {
  name: string;
  expires_at: string | null;
  scopes: readonly Permission[];
}

interface ApiKeyDialogProps {
  close: () => void;
  made: (secret: ApiKeySecret) => void;
}

export function ApiKeyDialog({ close, made }: ApiKeyDialogProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, ApiKeySecret>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 60 },
      {
        kind: 'moment',
        name: 'expires_at',
        label: t('api_keys.expires'),
        hint: t('api_keys.expires_hint'),
      },
      {
        kind: 'own',
        name: 'scopes',
        label: t('api_keys.scopes'),
        required: true,
        draw: ({ values, set }, error) => (
          <Permissions
            chosen={values.scopes}
            choose={(scopes) => set({ scopes })}
            error={error}
            without={NEVER}
          />
        ),
      },
    ],
    read: { name: '', expires_at: null, scopes: [] },
    version: 0,
    save: ({ name, expires_at, scopes }) => addApiKey({ name, expires_at, scopes: [...scopes] }),
    saved: async (secret) => {
      close();
      made(secret);
      await refresh(getListApiKeysQueryKey());
    },
  });
  return <DialogForm form={form} title={t('api_keys.new')} close={close} size="lg" />;
}
