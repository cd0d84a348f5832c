import { IconPlus } from '@tabler/icons-react';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { getListApiKeysQueryKey, listApiKeys } from '../api/integrations';
import type { ApiKey, ApiKeySecret } from '../api/model';
import { ApiKeyDialog } from '../features/settings/ApiKeyDialog';
import { ApiKeyActions } from '../features/settings/ApiKeyActions';
import { ApiKeyMade } from '../features/settings/ApiKeyMade';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Badge } from '../ui/Status';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/settings/api-keys')({ component: ApiKeys });

function ApiKeys() {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKeySecret | null>(null);
  const source = useRows({ key: getListApiKeysQueryKey(), read: () => listApiKeys() });
  const columns: Column<ApiKey>[] = [
    { id: 'name', heading: t('staff.name'), lead: true, cell: (row) => row.name },
    { id: 'state', heading: t('orders.status'), corner: true, cell: (row) => <State of={row} /> },
    {
      id: 'key',
      heading: t('api_keys.key'),
      cell: (row) => <span className={ui.mono}>{row.hint}…</span>,
    },
    {
      id: 'maker',
      heading: t('api_keys.made_by'),
      cell: (row) => <span className={ui.wide}>{row.created_by || t('api_keys.maker_gone')}</span>,
    },
    {
      id: 'used',
      heading: t('api_keys.used'),
      cell: (row) => (row.used_at ? <When at={row.used_at} /> : t('api_keys.never_used')),
    },
    {
      id: 'expires',
      heading: t('api_keys.expires'),
      cell: (row) => (row.expires_at ? <When at={row.expires_at} exact /> : t('api_keys.never')),
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (isLive(row) ? <ApiKeyActions of={row} rotated={setMade} /> : null),
    },
  ];
  return (
    <ListPage
      title={t('api_keys.title')}
      lead={t('api_keys.lead')}
      actions={
        <Action
          needs="integrations.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => setAdding(true)}
        >
          {t('api_keys.new')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('api_keys.none')}
      hint={t('api_keys.none_hint')}
    >
      {isAdding ? <ApiKeyDialog close={() => setAdding(false)} made={setMade} /> : null}
      {made ? <ApiKeyMade made={made} close={() => setMade(null)} /> : null}
    </ListPage>
  );
}

function isOver({ expires_at }: ApiKey): boolean {
  return expires_at !== null && new Date(expires_at) <= new Date();
}

function isLive(key: ApiKey): boolean {
  return key.revoked_at === null && !isOver(key);
}

function State({ of: key }: { of: ApiKey }) {
  const { t } = useWords();
  if (key.revoked_at !== null) return <Badge tone="calm">{t('api_keys.is_revoked')}</Badge>;
  if (isOver(key)) return <Badge tone="calm">{t('api_keys.is_over')}</Badge>;
  return key.permissions.length > 0 ? (
    <Badge tone="good">{t('api_keys.is_live')}</Badge>
  ) : (
    <Badge tone="waiting">{t('api_keys.is_idle')}</Badge>
  );
}
