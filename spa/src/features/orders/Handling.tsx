import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Order } from '../../api/model';
import {
  getGetOrderQueryKey,
  getListColleaguesQueryOptions,
  getListOrdersQueryKey,
  getListOrderTagsQueryKey,
  tagOrder,
  useArchiveOrder,
  useAssignOrder,
  useReleaseOrder,
  useUnarchiveOrder,
} from '../../api/orders';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Facts, Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { When } from '../../ui/text';
import { useActed } from './acting.ts';
import { Hold } from './Hold';

const UNDER_WAY = new Set([
  'placed',
  'paying',
  'payment_action_required',
  'payment_pending',
  'payment_failed',
  'confirmed',
]);

type Open = 'hold' | 'tags' | null;

/** How colleagues see to an order: whose it is, its tags, whether it waits; its buyer sees none of it. */
export function Handling({ order }: { order: Order }) {
  const { t, word } = useWords();
  const [open, setOpen] = useState<Open>(null);
  const { number, marks } = order;
  const release = useReleaseOrder({ mutation: useActed(number, 'orders.released_done') });
  const close = () => setOpen(null);
  const isUnderWay = UNDER_WAY.has(order.status);
  const held = marks.hold_reason ? word('hold_reason', marks.hold_reason) : t('orders.held');
  return (
    <Panel title={t('orders.handling')}>
      <Assignee order={order} />
      <Facts
        items={[
          [t('orders.tags'), marks.tags.length > 0 ? marks.tags.join(', ') : t('orders.no_tags')],
          ...(marks.held_at
            ? [
                [
                  t('orders.held'),
                  <span key="held">
                    {held} · <When at={marks.held_at} />
                  </span>,
                ] as const,
              ]
            : []),
          ...(marks.archived_at
            ? [[t('orders.archived'), <When key="archived" at={marks.archived_at} />] as const]
            : []),
        ]}
      />
      <div className={ui.row}>
        <Action needs="orders.write" size="xs" variant="default" onClick={() => setOpen('tags')}>
          {t('orders.tags_change')}
        </Action>
        {marks.held_at ? (
          <Action
            needs="orders.write"
            size="xs"
            variant="default"
            loading={release.isPending}
            onClick={() => release.mutate({ number })}
          >
            {t('orders.release')}
          </Action>
        ) : isUnderWay ? (
          <Action needs="orders.write" size="xs" variant="default" onClick={() => setOpen('hold')}>
            {t('orders.hold')}
          </Action>
        ) : null}
        {isUnderWay ? null : <Archive order={order} />}
      </div>
      {open === 'hold' ? <Hold order={order} close={close} /> : null}
      {open === 'tags' ? <Tags order={order} close={close} /> : null}
    </Panel>
  );
}

function Assignee({ order }: { order: Order }) {
  const { t } = useWords();
  const can = useCan();
  const colleagues = useQuery(getListColleaguesQueryOptions());
  const { number, marks } = order;
  const assign = useAssignOrder({ mutation: useActed(number, 'orders.assigned_done') });
  const known = [...(colleagues.data?.items ?? []), ...(marks.assignee ? [marks.assignee] : [])];
  const data = [...new Map(known.map(({ id, name }) => [id, name]))].map(([value, label]) => ({
    value,
    label,
  }));
  return (
    <Select
      label={t('orders.assignee')}
      placeholder={t('orders.nobody')}
      data={data}
      clearable
      searchable={data.length > 12}
      disabled={!can('orders.write') || assign.isPending}
      value={marks.assignee?.id ?? null}
      onChange={(assignee_id) => assign.mutate({ number, data: { assignee_id } })}
    />
  );
}

function Archive({ order: { number, marks } }: { order: Order }) {
  const { t } = useWords();
  const archive = useArchiveOrder({ mutation: useActed(number, 'orders.archived_done') });
  const back = useUnarchiveOrder({ mutation: useActed(number, 'orders.unarchived_done') });
  const act = marks.archived_at ? back : archive;
  return (
    <Action
      needs="orders.write"
      size="xs"
      variant="default"
      loading={act.isPending}
      onClick={() => act.mutate({ number })}
    >
      {t(marks.archived_at ? 'orders.unarchive' : 'orders.archive')}
    </Action>
  );
}

function Tags({ order: { number, marks }, close }: { order: Order; close: () => void }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<{ tags: readonly string[] }, unknown>({
    fields: [{ kind: 'list', name: 'tags', label: t('orders.tags'), hint: t('orders.tags_hint') }],
    read: { tags: marks.tags },
    save: ({ tags }) => tagOrder(number, { tags: [...tags] }),
    saved: async () => {
      close();
      await refresh(
        getGetOrderQueryKey(number),
        getListOrdersQueryKey(),
        getListOrderTagsQueryKey(),
      );
    },
  });
  return <DialogForm form={form} title={t('orders.tags')} close={close} />;
}
