import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getListColleaguesQueryOptions,
  getListOrdersQueryKey,
  getListOrderTagsQueryKey,
  markOrders,
} from '../../api/orders';
import type { OrderRow } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  add: readonly string[];
  remove: readonly string[];
  assignee: string | null;
}

const EMPTY: Values = { add: [], remove: [], assignee: null };

/** Tags and a colleague for all that are chosen, in one act. */
export function MarkOrders({ chosen, done }: { chosen: readonly OrderRow[]; done: () => void }) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action needs="orders.write" size="xs" variant="default" onClick={() => setOpen(true)}>
        {t('orders.mark_many')}
      </Action>
      {isOpen ? <Asked chosen={chosen} done={done} close={() => setOpen(false)} /> : null}
    </>
  );
}

interface AskedProps {
  chosen: readonly OrderRow[];
  done: () => void;
  close: () => void;
}

function Asked({ chosen, done, close }: AskedProps) {
  const { t, n } = useWords();
  const refresh = useRefresh();
  const colleagues = useQuery(getListColleaguesQueryOptions());
  const form = useForm<Values, unknown>({
    fields: [
      { kind: 'list', name: 'add', label: t('orders.tags_add'), hint: t('orders.tags_hint') },
      { kind: 'list', name: 'remove', label: t('orders.tags_remove') },
      {
        kind: 'choice',
        name: 'assignee',
        label: t('orders.assignee'),
        none: t('orders.as_it_is'),
        options: (colleagues.data?.items ?? []).map(({ id, name }) => [id, name] as const),
      },
    ],
    read: EMPTY,
    save: ({ add, remove, assignee }) =>
      markOrders({
        numbers: chosen.map(({ number }) => number),
        add_tags: [...add],
        remove_tags: [...remove],
        ...(assignee ? { assignee_id: assignee } : {}),
      }),
    saved: async () => {
      close();
      done();
      await refresh(getListOrdersQueryKey(), getListOrderTagsQueryKey());
    },
  });
  return <DialogForm form={form} title={n('orders.mark_title', chosen.length)} close={close} />;
}
