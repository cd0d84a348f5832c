import { IconPlus } from '@tabler/icons-react';
import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { getListWebhooksQueryKey, listWebhooks } from '../api/integrations';
import type { Webhook } from '../api/model';
import { SecretShown } from '../ui/SecretShown';
import { WebhookDialog } from '../features/settings/WebhookDialog';
import { WebhookState } from '../features/settings/WebhookState';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Count } from '../ui/text';

export const Route = createFileRoute('/_desk/settings/webhooks/')({ component: Webhooks });

function Webhooks() {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const source = useRows({ key: getListWebhooksQueryKey(), read: () => listWebhooks() });
  const columns: Column<Webhook>[] = [
    {
      id: 'url',
      heading: t('webhooks.url'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/settings/webhooks/$webhookId" params={{ webhookId: row.id }}>
          <span className={ui.wide}>{row.url}</span>
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <WebhookState of={row} />,
    },
    {
      id: 'events',
      heading: t('webhooks.events'),
      cell: (row) => <Count value={row.events.length} />,
    },
  ];
  return (
    <ListPage
      title={t('webhooks.title')}
      lead={t('webhooks.lead')}
      actions={
        <Action
          needs="integrations.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => setAdding(true)}
        >
          {t('webhooks.new')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('webhooks.none')}
      hint={t('webhooks.none_hint')}
    >
      {isAdding ? (
        <WebhookDialog webhook={null} close={() => setAdding(false)} made={setSecret} />
      ) : null}
      {secret ? (
        <SecretShown
          secret={secret}
          explained={t('webhooks.secret_explained')}
          close={() => setSecret(null)}
        />
      ) : null}
    </ListPage>
  );
}
