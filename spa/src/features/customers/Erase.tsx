import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  eraseCustomer,
  getGetCustomerQueryKey,
  getListCustomersQueryKey,
  getPreviewErasureQueryOptions,
} from '../../api/customers';
import type { Customer, Erasure } from '../../api/model';
import { useWords } from '../../i18n';
import { codeOf } from '../../codes/untyped.ts';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import classes from './customers.module.css';

/** Forgets the person: first what goes and what stays, then for good. */
export function Erase({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Action needs="customers.erase" variant="default" onClick={() => setAsking(true)}>
        {t('customers.erase')}
      </Action>
      {isAsking ? <Ask customer={customer} close={() => setAsking(false)} /> : null}
    </>
  );
}

function Ask({ customer, close }: { customer: Customer; close: () => void }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const plan = useQuery({ ...getPreviewErasureQueryOptions(customer.id), staleTime: 0 });
  const [isSure, setSure] = useState(false);
  const [isTold, setTold] = useState(false);
  const isBlocked = (plan.data?.open_orders.length ?? 1) > 0;
  async function erase() {
    await eraseCustomer(customer.id);
    close();
    toast.done('customers.erase_done');
    await refresh(getGetCustomerQueryKey(customer.id), getListCustomersQueryKey());
  }
  return (
    <FormDialog
      title={t('customers.erase_ask', { name: customer.name || customer.email })}
      close={close}
      confirm={t('customers.erase_do')}
      dismiss={t('action.keep')}
      submit={() => {
        setTold(!isSure);
        return isSure && !isBlocked ? erase() : undefined;
      }}
      isGrave
    >
      <Awaited query={plan}>{(found) => <Plan plan={found} />}</Awaited>
      {isBlocked ? null : (
        <Checkbox
          label={t('customers.erase_sure')}
          checked={isSure}
          error={isTold && !isSure ? t('form.required') : undefined}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
      )}
    </FormDialog>
  );
}

function Plan({ plan }: { plan: Erasure }) {
  const { t, n, word, locale } = useWords();
  if (plan.open_orders.length > 0) {
    const orders = new Intl.ListFormat(locale).format(plan.open_orders);
    return <p>{t('customers.erase_blocked', { orders })}</p>;
  }
  return (
    <>
      <p>{t('customers.erase_goes')}</p>
      <ul className={classes.counts}>
        <li>{n('customers.erase_orders', plan.orders)}</li>
        <li>{n('customers.erase_mails', plan.mails)}</li>
        <li>{n('customers.erase_reviews', plan.reviews)}</li>
        <li>{n('customers.erase_notes', plan.notes)}</li>
      </ul>
      <p>{t('customers.erase_stays')}</p>
      <ul className={classes.counts}>
        {plan.kept.map((code) => (
          <li key={code}>{word('erasure_kept', codeOf('erasure_kept', code))}</li>
        ))}
      </ul>
    </>
  );
}
