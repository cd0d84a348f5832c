import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { getListApiKeysQueryKey, revokeApiKey, rotateApiKey } from '../../api/integrations';
import type { ApiKey, ApiKeySecret } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';

const A_DAY = 24;
const A_WEEK = 7 * A_DAY;

interface ApiKeyActionsProps {
  of: ApiKey;
  rotated: (secret: ApiKeySecret) => void;
}

export function ApiKeyActions({ of: key, rotated }: ApiKeyActionsProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [isRotating, setRotating] = useState(false);
  const [hours, setHours] = useState<number | string>(A_DAY);
  async function rotate(overlap: number) {
    const secret = await rotateApiKey(key.id, { overlap_hours: overlap });
    setRotating(false);
    rotated(secret);
    await refresh(getListApiKeysQueryKey());
  }
  return (
    <div className={ui.end}>
      <Action needs="integrations.write" variant="default" onClick={() => setRotating(true)}>
        {t('api_keys.rotate')}
      </Action>
      <Remove
        needs="integrations.write"
        label={t('api_keys.revoke')}
        title={t('api_keys.revoke_title', { name: key.name })}
        explained={t('api_keys.revoke_explained')}
        done={'api_keys.revoked' as const}
        remove={() => revokeApiKey(key.id)}
        removed={() => refresh(getListApiKeysQueryKey())}
      />
      {isRotating ? (
        <FormDialog
          title={t('api_keys.rotate_title', { name: key.name })}
          close={() => setRotating(false)}
          confirm={t('api_keys.rotate')}
          submit={() => (typeof hours === 'number' ? rotate(hours) : undefined)}
        >
          <p>{t('api_keys.rotate_explained')}</p>
          <NumberInput
            label={t('api_keys.overlap')}
            required
            min={0}
            max={A_WEEK}
            allowDecimal={false}
            value={hours}
            onChange={setHours}
          />
        </FormDialog>
      ) : null}
    </div>
  );
}
