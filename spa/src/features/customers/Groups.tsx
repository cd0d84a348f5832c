import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getCustomer,
  getGetCustomerQueryKey,
  getListCustomerGroupsQueryKey,
  getListCustomerGroupsQueryOptions,
  getListCustomersQueryKey,
  groupCustomer,
} from '../../api/customers';
import type { Customer } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

/** Which groups a customer is in. */
export function Groups({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const [isChoosing, setChoosing] = useState(false);
  const names = customer.groups.map(({ name }) => name).join(', ');
  return (
    <Panel
      title={t('customers.groups')}
      aside={
        <Action
          needs="customers.write"
          size="xs"
          variant="default"
          onClick={() => setChoosing(true)}
        >
          {t('customers.tags_change')}
        </Action>
      }
    >
      <p>{names || t('groups.none_of')}</p>
      {isChoosing ? <Choose customer={customer} close={() => setChoosing(false)} /> : null}
    </Panel>
  );
}

function Choose({ customer, close }: { customer: Customer; close: () => void }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const options = (groups.data?.items ?? customer.groups).map(
    ({ id, name }) => [id, name] as const,
  );
  const form = useForm<{ groups: readonly string[] }, unknown>({
    fields: [
      {
        kind: 'choices',
        name: 'groups',
        label: t('customers.groups'),
        hint: t('groups.none_hint'),
        options,
      },
    ],
    read: groupsOf(customer),
    version: customer.version,
    save: (values, { version }) =>
      groupCustomer(customer.id, { groups: [...values.groups] }, ifMatch(version)),
    reload: async () => {
      const now = await getCustomer(customer.id);
      return { values: groupsOf(now), version: now.version };
    },
    saved: async () => {
      close();
      await refresh(
        getGetCustomerQueryKey(customer.id),
        getListCustomersQueryKey(),
        getListCustomerGroupsQueryKey(),
      );
    },
  });
  return <DialogForm form={form} title={t('customers.groups')} close={close} />;
}

function groupsOf(customer: Customer): { groups: readonly string[] } {
  return { groups: customer.groups.map(({ id }) => id) };
}
