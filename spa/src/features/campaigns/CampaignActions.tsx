import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import {
  getCountAudienceQueryOptions,
  getGetCampaignQueryKey,
  getListCampaignsQueryKey,
  useMoveCampaign,
  useTestCampaign,
} from '../../api/campaigns';
import type { Campaign, CampaignMoveTo } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { useOnce } from '../../ui/once.ts';
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

function useMove(campaign: Campaign, after: () => void = () => undefined) {
  const toast = useToast();
  const refresh = useRefresh();
  return useMoveCampaign({
    mutation: {
      onSuccess: after,
      onError: toast.failed,
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

function Send({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const words = useWords();
  const { t, n } = words;
  const once = useOnce();
  const [at, setAt] = useState('');
  const move = useMove(campaign, close);
  const people = useQuery(
    getCountAudienceQueryOptions({
      ...(campaign.language === 'es' || campaign.language === 'en'
        ? { language: campaign.language }
        : {}),
      ...(campaign.country ? { country: campaign.country } : {}),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    once.press(() =>
      move.mutate(
        {
          campaignId: campaign.id,
          data: {
            version: campaign.version,
            to: 'scheduled',
            ...(at ? { send_at: new Date(at).toISOString() } : {}),
          },
        },
        { onError: once.settled },
      ),
    );
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('campaigns.send_title', { name: campaign.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={ui.form} onSubmit={submit}>
        <p>
          {people.data
            ? n('campaigns.audience', people.data.people)
            : people.error
              ? sentence(people.error, words)
              : t('campaigns.counting')}
        </p>
        <TextInput
          type="datetime-local"
          label={t('campaigns.send_at')}
          description={t('campaigns.send_at_hint')}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={move.isPending}>
            {t(at ? 'campaigns.schedule' : 'campaigns.send_now')}
          </Button>
        </div>
      </form>
    </Modal>
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
      onError: toast.failed,
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    test.mutate({ campaignId: campaign.id, data: { recipient, language: locale } });
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('campaigns.test')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={ui.form} onSubmit={submit}>
        <TextInput
          type="email"
          label={t('sign_in.email')}
          required
          data-autofocus
          value={recipient}
          onChange={(event) => setRecipient(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={test.isPending}>
            {t('campaigns.test_send')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
