import { Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getListWebhookDeliveriesQueryKey,
  listWebhookDeliveries,
  replayWebhook,
  replayWebhookDelivery,
} from '../../api/integrations';
import type { Webhook, WebhookDelivery } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import { fromLocal } from '../../ui/form/moments.ts';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useRows } from '../../ui/rows.ts';
import { Status } from '../../ui/Status';
import { Count, When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';

const LOOK_AGAIN_MS = 10_000;

/** What was delivered there, and what was not. */
export function WebhookLog({ webhook }: { webhook: Webhook }) {
  const { t } = useWords();
  const [shown, setShown] = useState<WebhookDelivery | null>(null);
  const source = useRows({
    key: getListWebhookDeliveriesQueryKey(webhook.id),
    read: (cursor) => listWebhookDeliveries(webhook.id, cursor),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const columns: Column<WebhookDelivery>[] = [
    {
      id: 'event',
      heading: t('webhooks.event'),
      lead: true,
      cell: (row) => (
        <button type="button" className={ui.link} onClick={() => setShown(row)}>
          {row.type}
        </button>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <Status family="webhook_status" code={row.status} />,
    },
    { id: 'when', heading: t('webhooks.when'), cell: (row) => <When at={row.at} exact /> },
    {
      id: 'answer',
      heading: t('webhooks.answer'),
      cell: (row) => row.answer ?? t('webhooks.no_answer'),
    },
    {
      id: 'tries',
      heading: t('webhooks.tries'),
      numeric: true,
      cell: (row) => <Count value={row.tries} />,
    },
  ];
  return (
    <Panel title={t('webhooks.log')} aside={<ReplaySince webhook={webhook} />} flush>
      <DataTable
        source={source}
        columns={columns}
        keyOf={(row) => row.event_id}
        caption={t('webhooks.log')}
        nothing={t('webhooks.no_log')}
        hint={t('webhooks.log_lead')}
      />
      {shown ? <OneDelivery of={webhook} delivery={shown} close={() => setShown(null)} /> : null}
    </Panel>
  );
}

interface OneDeliveryProps {
  of: Webhook;
  delivery: WebhookDelivery;
  close: () => void;
}

function OneDelivery({ of: webhook, delivery, close }: OneDeliveryProps) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const replay = useMutation({
    mutationFn: () => replayWebhookDelivery(webhook.id, delivery.event_id),
    onSuccess: async () => {
      close();
      toast.done('webhooks.replayed');
      await refresh(getListWebhookDeliveriesQueryKey(webhook.id));
    },
    onError: toast.failed,
  });
  return (
    <Modal
      opened
      onClose={close}
      title={delivery.type}
      size="lg"
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className={ui.form}>
        <b>{t('webhooks.sent')}</b>
        <code className={ui.wide}>{delivery.payload}</code>
        <b>{t('webhooks.got')}</b>
        <code className={ui.wide}>
          {delivery.answer ?? t('webhooks.no_answer')} {delivery.excerpt}
        </code>
        {delivery.status === 'waiting' ? (
          <p className={ui.soft}>
            {t('webhooks.next')} <When at={delivery.due_at} exact />
          </p>
        ) : null}
        <div className={ui.end}>
          <Action
            needs="integrations.write"
            loading={replay.isPending}
            onClick={() => replay.mutate()}
          >
            {t('webhooks.replay')}
          </Action>
        </div>
      </div>
    </Modal>
  );
}

function ReplaySince({ webhook }: { webhook: Webhook }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const [since, setSince] = useState('');
  async function send() {
    await replayWebhook(webhook.id, { since: fromLocal(since) });
    setAsking(false);
    toast.done('webhooks.replayed');
    await refresh(getListWebhookDeliveriesQueryKey(webhook.id));
  }
  return (
    <>
      <Action
        needs="integrations.write"
        size="xs"
        variant="default"
        onClick={() => setAsking(true)}
      >
        {t('webhooks.replay_since')}
      </Action>
      {isAsking ? (
        <FormDialog
          title={t('webhooks.replay_since_title')}
          close={() => setAsking(false)}
          confirm={t('webhooks.replay')}
          submit={() => (since ? send() : undefined)}
        >
          <p>{t('webhooks.replay_since_explained')}</p>
          <TextInput
            label={t('webhooks.since')}
            type="datetime-local"
            required
            value={since}
            onChange={(event) => setSince(event.currentTarget.value)}
          />
        </FormDialog>
      ) : null}
    </>
  );
}
