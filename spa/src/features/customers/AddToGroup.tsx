import { Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeGroupMembers,
  getListCustomerGroupsQueryKey,
  getListCustomerGroupsQueryOptions,
  getListCustomersQueryKey,
} from '../../api/customers';
import type { CustomerRow } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

interface AddToGroupProps {
  chosen: readonly CustomerRow[];
  /** The list shows the members of this group alone. */
  group: string | undefined;
  done: () => void;
}

/** Puts the chosen customers into a group, or takes them out of the one that is shown. */
export function AddToGroup({ chosen, group, done }: AddToGroupProps) {
  const { t } = useWords();
  const act = useMembers(done);
  const toast = useToast();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Action needs="customers.write" size="xs" onClick={() => setChoosing(true)}>
        {t('groups.add_to')}
      </Action>
      {group ? (
        <Action
          needs="customers.write"
          size="xs"
          variant="default"
          onClick={() => void act(group, chosen, 'leave').catch(toast.failed)}
        >
          {t('groups.take_out')}
        </Action>
      ) : null}
      {isChoosing ? (
        <Choose close={() => setChoosing(false)} choose={(id) => act(id, chosen, 'join')} />
      ) : null}
    </>
  );
}

function useMembers(done: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  const queries = useQueryClient();
  return async (id: string, chosen: readonly CustomerRow[], how: 'join' | 'leave') => {
    const ids = chosen.map((one) => one.id);
    const { items } = await queries.ensureQueryData(getListCustomerGroupsQueryOptions());
    const version = items.find((one) => one.id === id)?.version ?? 0;
    try {
      await changeGroupMembers(id, { [how]: ids }, ifMatch(version));
    } catch (refusal) {
      await refresh(getListCustomerGroupsQueryKey());
      throw refusal;
    }
    toast.done(how === 'join' ? 'groups.added' : 'groups.taken_out');
    done();
    await refresh(getListCustomersQueryKey(), getListCustomerGroupsQueryKey());
  };
}

interface ChooseProps {
  close: () => void;
  choose: (id: string) => Promise<void>;
}

function Choose({ close, choose }: ChooseProps) {
  const { t } = useWords();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const [id, setId] = useState<string | null>(null);
  const [isTold, setTold] = useState(false);
  return (
    <FormDialog
      title={t('groups.add_to')}
      close={close}
      confirm={t('groups.add_to')}
      submit={() => {
        setTold(id === null);
        return id === null ? undefined : choose(id).then(close);
      }}
    >
      <Select
        label={t('customers.group')}
        description={groups.data?.items.length === 0 ? t('groups.none') : undefined}
        searchable
        data={(groups.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        value={id}
        error={isTold && id === null ? t('form.required') : undefined}
        onChange={setId}
      />
    </FormDialog>
  );
}
