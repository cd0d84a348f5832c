import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { getGetWebhookQueryKey, rotateWebhook } from '../../api/integrations';
import type { Webhook } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';

const A_DAY = 24;
const A_WEEK = 7 * A_DAY;

interface WebhookRotateProps {
  webhook: Webhook;
  rotated: (secret: string) => void;
}

export function WebhookRotate({ webhook, rotated }: WebhookRotateProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const [hours, setHours] = useState<number | string>(A_DAY);
  async function rotate(overlap: number) {
    const { secret } = await rotateWebhook(webhook.id, { overlap_hours: overlap });
    setAsking(false);
    rotated(secret);
    await refresh(getGetWebhookQueryKey(webhook.id));
  }
  return (
    <>
      <Action needs="integrations.write" variant="default" onClick={() => setAsking(true)}>
        {t('webhooks.rotate')}
      </Action>
      {isAsking ? (
        <FormDialog
          title={t('webhooks.rotate_title')}
          close={() => setAsking(false)}
          confirm={t('webhooks.rotate')}
          submit={() => (typeof hours === 'number' ? rotate(hours) : undefined)}
        >
          <p>{t('webhooks.rotate_explained')}</p>
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
    </>
  );
}
