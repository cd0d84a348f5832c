import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { getListCampaignsQueryKey, listCampaigns } from '../api/campaigns';
import type { Campaign } from '../api/model';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count, When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/campaigns/')({ component: Campaigns });

function Campaigns() {
  const { t } = useWords();
  const navigate = useNavigate();
  const source = useRows({ key: getListCampaignsQueryKey(), read: listCampaigns });
  const columns: Column<Campaign>[] = [
    {
      id: 'name',
      heading: t('campaigns.name'),
      lead: true,
      cell: (row) => (
        <Link
          className={`${ui.link} ${ui.wide}`}
          to="/campaigns/$campaignId"
          params={{ campaignId: row.id }}
        >
          {row.name}
        </Link>
      ),
    },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="campaign" code={row.status} />,
    },
    {
      id: 'sent',
      heading: t('campaigns.sent'),
      numeric: true,
      cell: (row) => (
        <>
          <Count value={row.progress['sent'] ?? 0} /> / <Count value={row.total} />
        </>
      ),
    },
    {
      id: 'by',
      heading: t('stock.who'),
      deskOnly: true,
      cell: (row) => <Who actor={row.created_by} />,
    },
    {
      id: 'at',
      heading: t('stock.when'),
      numeric: true,
      cell: (row) => <When at={row.started_at ?? row.created_at} />,
    },
  ];
  const add = (
    <Action
      needs="campaigns.send"
      leftSection={<IconPlus size={16} />}
      onClick={() => void navigate({ to: '/campaigns/new' })}
    >
      {t('campaigns.new')}
    </Action>
  );
  return (
    <ListPage
      title={t('nav.campaigns')}
      lead={t('campaigns.lead')}
      actions={add}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('campaigns.none')}
      hint={t('campaigns.none_hint')}
    />
  );
}
