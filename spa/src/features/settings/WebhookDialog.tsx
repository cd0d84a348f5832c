import {
  addWebhook,
  changeWebhook,
  getGetWebhookQueryKey,
  getListWebhooksQueryKey,
  getWebhook,
} from '../../api/integrations';
import { EventType, type Webhook } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';

const EVENTS = Object.values(EventType).filter((one) => one !== 'webhook.test');

interface Values {
  url: string;
  events: readonly string[];
  is_on: boolean;
}

interface WebhookDialogProps {
  /** Null: a new one. */
  webhook: Webhook | null;
  close: () => void;
  made?: (secret: string) => void;
}

function valuesOf({ url, events, is_on }: Webhook): Values {
  return { url, events, is_on };
}

export function WebhookDialog({ webhook, close, made }: WebhookDialogProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, string | null>({
    fields: [
      {
        kind: 'text',
        name: 'url',
        label: t('webhooks.url'),
        hint: t('webhooks.url_hint'),
        type: 'url',
        required: true,
        most: 500,
      },
      {
        kind: 'choices',
        name: 'events',
        label: t('webhooks.events'),
        required: true,
        options: EVENTS.map((one) => [one, one] as const),
      },
      {
        kind: 'switch',
        name: 'is_on',
        label: t('webhooks.is_on'),
        hint: t('webhooks.is_on_hint'),
      },
    ],
    read: webhook ? valuesOf(webhook) : { url: '', events: [], is_on: true },
    version: webhook?.version ?? 0,
    save: async ({ url, events, is_on }, { version }) => {
      const asked = {
        url: url.trim(),
        events: EVENTS.filter((one) => events.includes(one)),
        is_on,
      };
      if (webhook === null) return (await addWebhook(asked)).secret;
      await changeWebhook(webhook.id, asked, ifMatch(version));
      return null;
    },
    ...(webhook
      ? {
          reload: async () => {
            const now = await getWebhook(webhook.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (secret) => {
      close();
      if (secret) made?.(secret);
      await refresh(
        getListWebhooksQueryKey(),
        ...(webhook ? [getGetWebhookQueryKey(webhook.id)] : []),
      );
    },
  });
  return (
    <DialogForm
      form={form}
      title={webhook ? webhook.url : t('webhooks.new')}
      close={close}
      size="lg"
    />
  );
}
