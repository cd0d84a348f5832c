import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getCountAudienceQueryOptions,
  getGetCampaignQueryKey,
  getListCampaignsQueryKey,
  useMoveCampaign,
  useTestCampaign,
} from '../../api/campaigns';
import type { Campaign, CampaignMoveTo } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { languageName } from '../../ui/form/names.ts';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { sentence } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import { useMe } from '../../session.ts';

const OFFERED: Record<Campaign['status'], readonly (readonly [CampaignMoveTo, Key])[]> = {
  draft: [],
  scheduled: [
    ['draft', 'campaigns.unschedule'],
    ['cancelled', 'campaigns.cancel'],
  ],
  sending: [
    ['paused', 'campaigns.pause'],
    ['cancelled', 'campaigns.cancel'],
  ],
  paused: [
    ['sending', 'campaigns.resume'],
    ['cancelled', 'campaigns.cancel'],
  ],
  sent: [],
  cancelled: [],
};

/** A dialog closes itself after the move, and shows itself why there was none. */
function useMove(campaign: Campaign, close?: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  return useMoveCampaign({
    mutation: {
      onSuccess: close,
      onError: close ? undefined : toast.failed,
      onSettled: () => refresh(getGetCampaignQueryKey(campaign.id), getListCampaignsQueryKey()),
    },
  });
}

export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { t } = useWords();
  const [open, setOpen] = useState<'send' | 'test' | null>(null);
  const move = useMove(campaign);
  return (
    <>
      {campaign.status === 'draft' ? (
        <>
          <Action needs="campaigns.send" variant="default" onClick={() => setOpen('test')}>
            {t('campaigns.test')}
          </Action>
          <Action needs="campaigns.send" onClick={() => setOpen('send')}>
            {t('campaigns.send')}
          </Action>
        </>
      ) : null}
      {OFFERED[campaign.status].map(([to, label]) => (
        <Action
          key={to}
          needs="campaigns.send"
          variant={to === 'sending' ? 'filled' : 'default'}
          loading={move.isPending && move.variables.data.to === to}
          onClick={() =>
            move.mutate({ campaignId: campaign.id, data: { version: campaign.version, to } })
          }
        >
          {t(label)}
        </Action>
      ))}
      {open === 'send' ? <Send campaign={campaign} close={() => setOpen(null)} /> : null}
      {open === 'test' ? <Test campaign={campaign} close={() => setOpen(null)} /> : null}
    </>
  );
}

/** The languages whose readers would get no text, by name. */
function useMissing({ language, texts }: Campaign): string[] {
  const { locale } = useWords();
  const { languages } = useChoices();
  const needed = language ? [language] : languages;
  return needed
    .filter((one) => !texts[one]?.subject.trim() || !texts[one].body.trim())
    .map((one) => languageName(one, locale));
}

function Send({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const words = useWords();
  const { t, n, locale } = words;
  const [at, setAt] = useState('');
  const move = useMove(campaign, close);
  const people = useQuery(
    getCountAudienceQueryOptions({
      ...(campaign.language ? { language: campaign.language } : {}),
      ...(campaign.country ? { country: campaign.country } : {}),
      ...(campaign.group_id ? { group_id: campaign.group_id } : {}),
      ...(campaign.segment_id ? { segment_id: campaign.segment_id } : {}),
    }),
  );
  const missing = useMissing(campaign);
  function submit() {
    if (missing.length > 0) return undefined;
    return move.mutateAsync({
      campaignId: campaign.id,
      data: {
        version: campaign.version,
        to: 'scheduled',
        ...(at ? { send_at: new Date(at).toISOString() } : {}),
      },
    });
  }
  return (
    <FormDialog
      title={t('campaigns.send_title', { name: campaign.name })}
      close={close}
      confirm={t(at ? 'campaigns.schedule' : 'campaigns.send_now')}
      submit={submit}
    >
      <p>
        {people.data
          ? n('campaigns.audience', people.data.people)
          : people.error
            ? sentence(people.error, words)
            : t('campaigns.counting')}
      </p>
      <Refusal
        message={
          missing.length > 0
            ? t('campaigns.missing', { languages: new Intl.ListFormat(locale).format(missing) })
            : undefined
        }
      />
      <TextInput
        type="datetime-local"
        label={t('campaigns.send_at')}
        description={t('campaigns.send_at_hint')}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function Test({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const { user } = useMe();
  const [recipient, setRecipient] = useState(user.email);
  const test = useTestCampaign({
    mutation: {
      onSuccess: () => {
        close();
        toast.done('campaigns.test_sent');
      },
    },
  });
  function submit() {
    return test.mutateAsync({ campaignId: campaign.id, data: { recipient, language: locale } });
  }
  return (
    <FormDialog
      title={t('campaigns.test')}
      close={close}
      confirm={t('campaigns.test_send')}
      submit={submit}
    >
      <TextInput
        type="email"
        label={t('sign_in.email')}
        required
        data-autofocus
        value={recipient}
        onChange={(event) => setRecipient(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
