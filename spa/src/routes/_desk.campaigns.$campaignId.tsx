import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import {
  getGetCampaignQueryKey,
  getGetCampaignQueryOptions,
  getListCampaignsQueryKey,
  useEditCampaign,
} from '../api/campaigns';
import type { Campaign } from '../api/model';
import { CampaignActions } from '../features/campaigns/CampaignActions';
import { CampaignForm } from '../features/campaigns/CampaignForm';
import { CampaignProgress } from '../features/campaigns/CampaignProgress';
import { useWords } from '../i18n';
import { useLive } from '../ui/live.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Status } from '../ui/Status';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/campaigns/$campaignId')({ component: CampaignPage });

const MOVING = new Set(['scheduled', 'sending', 'paused']);

function CampaignPage() {
  const { campaignId } = Route.useParams();
  const { t } = useWords();
  const queries = useQueryClient();
  const options = getGetCampaignQueryOptions(campaignId);
  const campaign = useQuery(options);
  const { data } = campaign;
  useLive<Campaign>(
    data && MOVING.has(data.status) ? `/api/v1/campaigns/${campaignId}/live` : null,
    'campaign',
    (news) => {
      queries.setQueryData(options.queryKey, news);
    },
  );
  return (
    <RecordPage
      query={campaign}
      back={{ to: '/campaigns', label: t('nav.campaigns') }}
      title={({ name }) => name}
      status={({ status }) => <Status family="campaign" code={status} />}
      actions={(found) => <CampaignActions campaign={found} />}
    >
      {(found) =>
        found.status === 'draft' ? (
          <Draft key={found.version} campaign={found} />
        ) : (
          <CampaignProgress campaign={found} />
        )
      }
    </RecordPage>
  );
}

function Draft({ campaign }: { campaign: Campaign }) {
  const toast = useToast();
  const refresh = useRefresh();
  const edit = useEditCampaign({
    mutation: {
      onSuccess: async () => {
        toast.done('campaigns.saved');
        await refresh(getGetCampaignQueryKey(campaign.id), getListCampaignsQueryKey());
      },
      onError: toast.failed,
    },
  });
  const { name, language, country, group_id, segment_id, texts, version } = campaign;
  return (
    <CampaignForm
      initial={{ name, language, country, group_id, segment_id, texts }}
      saving={edit.isPending}
      save={(data) => edit.mutate({ campaignId: campaign.id, data: { ...data, version } })}
    />
  );
}
