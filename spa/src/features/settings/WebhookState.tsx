import type { Webhook } from '../../api/model';
import { useWords } from '../../i18n';
import { Badge } from '../../ui/Status';

export function WebhookState({ of: webhook }: { of: Webhook }) {
  const { t } = useWords();
  if (webhook.paused_at !== null) return <Badge tone="bad">{t('webhooks.paused')}</Badge>;
  if (!webhook.is_on) return <Badge tone="calm">{t('webhooks.off')}</Badge>;
  return webhook.first_failed_at === null ? (
    <Badge tone="good">{t('webhooks.on')}</Badge>
  ) : (
    <Badge tone="waiting">{t('webhooks.failing')}</Badge>
  );
}
