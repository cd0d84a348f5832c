import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  getGetWebhookQueryOptions,
  getListWebhookDeliveriesQueryKey,
  getListWebhooksQueryKey,
  removeWebhook,
  testWebhook,
} from '../api/integrations';
import type { Webhook } from '../api/model';
import { SecretShown } from '../ui/SecretShown';
import { WebhookDialog } from '../features/settings/WebhookDialog';
import { WebhookLog } from '../features/settings/WebhookLog';
import { WebhookRotate } from '../features/settings/WebhookRotate';
import { WebhookState } from '../features/settings/WebhookState';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/settings/webhooks/$webhookId')({
  component: OneWebhook,
});

function OneWebhook() {
  const { webhookId } = Route.useParams();
  const { t } = useWords();
  const webhook = useQuery(getGetWebhookQueryOptions(webhookId));
  return (
    <RecordPage
      query={webhook}
      back={{ to: '/settings/webhooks', label: t('webhooks.title') }}
      title={({ url }) => url}
      status={(found) => <WebhookState of={found} />}
      history={({ id }) => `webhook:${id}`}
      actions={(found) => <Actions webhook={found} />}
    >
      {(found) => <WebhookLog webhook={found} />}
    </RecordPage>
  );
}

function Actions({ webhook }: { webhook: Webhook }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    onSuccess: async () => {
      toast.done('webhooks.tested');
      await refresh(getListWebhookDeliveriesQueryKey(webhook.id));
    },
    onError: toast.failed,
  });
  return (
    <>
      <Action
        needs="integrations.write"
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('webhooks.test')}
      </Action>
      <WebhookRotate webhook={webhook} rotated={setSecret} />
      <Remove
        needs="integrations.write"
        label={t('action.delete')}
        title={t('webhooks.remove_title')}
        explained={t('webhooks.remove_explained')}
        remove={() => removeWebhook(webhook.id, ifMatch(webhook.version))}
        removed={async () => {
          await navigate({ to: '/settings/webhooks' });
          await refresh(getListWebhooksQueryKey());
        }}
      />
      <Action needs="integrations.write" onClick={() => setEditing(true)}>
        {t('webhooks.edit')}
      </Action>
      {isEditing ? <WebhookDialog webhook={webhook} close={() => setEditing(false)} /> : null}
      {secret ? (
        <SecretShown
          secret={secret}
          explained={t('webhooks.secret_explained')}
          close={() => setSecret(null)}
        />
      ) : null}
    </>
  );
}
