import { Checkbox, Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getGetCustomerQueryKey,
  getListCustomersQueryKey,
  getListCustomersQueryOptions,
  getPreviewMergeQueryOptions,
  mergeCustomers,
} from '../../api/customers';
import type { Customer, CustomerMerge } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import classes from './customers.module.css';

/** Two records are one person: the other one becomes part of this one, for good. */
export function Merge({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Action needs="customers.erase" variant="default" onClick={() => setAsking(true)}>
        {t('customers.merge')}
      </Action>
      {isAsking ? <Ask customer={customer} close={() => setAsking(false)} /> : null}
    </>
  );
}

function Ask({ customer, close }: { customer: Customer; close: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [other, setOther] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  const [isTold, setTold] = useState(false);
  async function merge(id: string) {
    await mergeCustomers(customer.id, { other: id }, ifMatch(customer.version));
    close();
    toast.done('customers.merge_done');
    await refresh(getGetCustomerQueryKey(customer.id), getListCustomersQueryKey());
  }
  return (
    <FormDialog
      title={t('customers.merge_ask', { name: customer.name || customer.email })}
      close={close}
      confirm={t('customers.merge_do')}
      submit={() => {
        setTold(true);
        return other && isSure ? merge(other) : undefined;
      }}
      isGrave
    >
      <Other
        except={customer.id}
        value={other}
        change={setOther}
        error={isTold && !other ? t('form.required') : undefined}
      />
      {other ? (
        <>
          <Plan customer={customer.id} other={other} />
          <Checkbox
            label={t('customers.merge_sure')}
            checked={isSure}
            error={isTold && !isSure ? t('form.required') : undefined}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
        </>
      ) : null}
    </FormDialog>
  );
}

interface OtherProps {
  except: string;
  value: string | null;
  change: (id: string | null) => void;
  error: string | undefined;
}

function Other({ except, value, change, error }: OtherProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const found = useQuery({
    ...getListCustomersQueryOptions({ limit: 20, ...(typed ? { q: typed } : {}) }),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label={t('customers.merge_other')}
      description={t('customers.search')}
      searchable
      required
      error={error}
      nothingFoundMessage={t('form.none_found')}
      data={(found.data?.items ?? [])
        .filter(({ id }) => id !== except)
        .map(({ id, name, email }) => ({ value: id, label: name ? `${name} · ${email}` : email }))}
      filter={({ options }) => options}
      onSearchChange={(text) => setTyped(text.split(' · ').at(-1) ?? '')}
      value={value}
      onChange={change}
    />
  );
}

function Plan({ customer, other }: { customer: string; other: string }) {
  const plan = useQuery({
    ...getPreviewMergeQueryOptions(customer, { other }),
    staleTime: 0,
  });
  return <Awaited query={plan}>{(found) => <Moves plan={found} />}</Awaited>;
}

function Moves({ plan }: { plan: CustomerMerge }) {
  const { t, n, word } = useWords();
  const named = [...plan.tags, ...plan.groups].join(', ');
  return (
    <>
      <p>{t('customers.merge_moves', { email: plan.email, other: plan.other_email })}</p>
      <ul className={classes.counts}>
        <li>{n('customers.erase_orders', plan.orders)}</li>
        <li>{n('customers.erase_reviews', plan.reviews)}</li>
        <li>{n('customers.erase_notes', plan.notes)}</li>
        {named ? <li>{t('customers.merge_named', { names: named })}</li> : null}
      </ul>
      <p>{t(plan.consents ? 'customers.merge_news' : 'customers.merge_no_news')}</p>
      <p>{t('customers.merge_stays')}</p>
      <ul className={classes.counts}>
        {plan.kept.map((code) => (
          <li key={code}>{word('merge_kept', codeOf('merge_kept', code))}</li>
        ))}
      </ul>
    </>
  );
}
