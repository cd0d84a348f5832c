import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetCampaignQueryOptions, useEditCampaign } from '../api/campaigns';
import type { Campaign } from '../api/model';
import { CampaignActions } from '../features/campaigns/CampaignActions';
import { CampaignForm } from '../features/campaigns/CampaignForm';
import { CampaignProgress } from '../features/campaigns/CampaignProgress';
import { useWords } from '../i18n';
import ui from '../ui/link.module.css';
import { useLive } from '../ui/live.ts';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';
import { useTold } from '../ui/told.ts';

export const Route = createFileRoute('/_desk/campaigns/$campaignId')({ component: CampaignPage });

const MOVING = new Set(['scheduled', 'sending', 'paused']);

function CampaignPage() {
  const { campaignId } = Route.useParams();
  const { t } = useWords();
  const queries = useQueryClient();
  const options = getGetCampaignQueryOptions(campaignId);
  const campaign = useQuery(options);
  const { data } = campaign;
  useLive<Campaign>(data && MOVING.has(data.status) ? `/api/v1/campaigns/${campaignId}/live` : null, 'campaign', (news) => {
    queries.setQueryData(options.queryKey, news);
  });
  const name = data?.name ?? t('nav.campaigns');
  return (
    <Page
      name={name}
      title={<span className={ui.row}>{name}{data ? <Status family="campaign" code={data.status} /> : null}</span>}
      back={{ to: '/campaigns', label: t('nav.campaigns') }}
      actions={data ? <CampaignActions campaign={data} /> : undefined}
    >
      <Awaited query={campaign} rows={10}>
        {(found) => found.status === 'draft' ? <Draft key={found.version} campaign={found} /> : <CampaignProgress campaign={found} />}
      </Awaited>
    </Page>
  );
}

function Draft({ campaign }: { campaign: Campaign }) {
  const told = useTold();
  const queries = useQueryClient();
  const edit = useEditCampaign({
    mutation: {
      onSuccess: async () => {
        told.done('campaigns.saved');
        await queries.invalidateQueries({ queryKey: getGetCampaignQueryOptions(campaign.id).queryKey });
      },
      onError: told.failed,
    },
  });
  const { name, country, texts, version } = campaign;
  const language = campaign.language === 'es' || campaign.language === 'en' ? campaign.language : null;
  return (
    <CampaignForm
      initial={{ name, language, country, texts }}
      saving={edit.isPending}
      save={(data) => edit.mutate({ campaignId: campaign.id, data: { ...data, version } })}
    />
  );
}
