import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCreateCampaign } from '../api/campaigns';
import { CampaignForm, EMPTY } from '../features/campaigns/CampaignForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/campaigns/new')({ component: NewCampaign });

/** The id is chosen here: pressing twice writes one campaign. */
function NewCampaign() {
  const { t } = useWords();
  const toast = useToast();
  const navigate = useNavigate();
  const [campaignId] = useState(() => crypto.randomUUID());
  const create = useCreateCampaign({
    mutation: {
      onSuccess: () =>
        navigate({
          to: '/campaigns/$campaignId',
          params: { campaignId },
          // What was typed is saved.
          ignoreBlocker: true,
        }),
      onError: toast.failed,
    },
  });
  return (
    <Page title={t('campaigns.new')} back={{ to: '/campaigns', label: t('nav.campaigns') }}>
      <CampaignForm
        initial={EMPTY}
        saving={create.isPending}
        save={(data) => create.mutate({ campaignId, data })}
      />
    </Page>
  );
}
