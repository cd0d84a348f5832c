import { useState } from 'react';
import {
  getCustomer,
  getGetCustomerQueryKey,
  getListCustomersQueryKey,
  tagCustomer,
} from '../../api/customers';
import type { Customer } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { countryName, languageName } from '../../ui/form/names.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Facts, Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Count, Money, When } from '../../ui/text';
import { Groups } from './Groups';

/** Who they are, what they spent, and how colleagues sort them. */
export function Side({ customer }: { customer: Customer }) {
  const { t, locale } = useWords();
  const [isTagging, setTagging] = useState(false);
  const { spending, tags } = customer;
  const isGone = customer.erased_at !== null || customer.merged_into !== null;
  const others = customer.addresses.filter((one) => one !== customer.email.toLowerCase());
  return (
    <>
      <Panel title={t('customers.who')}>
        <Facts
          items={[
            [
              t('sign_in.email'),
              <span key="email" className={ui.wide}>
                {customer.email || '—'}
              </span>,
            ],
            ...(others.length > 0 ? [[t('customers.addresses'), others.join(', ')] as const] : []),
            [t('customers.phone'), customer.phone || '—'],
            [
              t('customers.country'),
              customer.country ? countryName(customer.country, locale) : '—',
            ],
            [t('customers.language'), languageName(customer.language, locale)],
            [t('customers.since'), <When key="since" at={customer.created_at} />],
            [
              t('customers.news'),
              t(
                customer.stopped_because
                  ? 'customers.news_stopped'
                  : customer.marketing_consent
                    ? 'customers.news_yes'
                    : 'customers.news_no',
              ),
            ],
          ]}
        />
      </Panel>
      <Panel title={t('customers.money')}>
        <Facts
          items={[
            [t('customers.orders'), <Count key="orders" value={customer.orders_count} />],
            ...spending.flatMap(({ paid, refunded }) => [
              [t('customers.paid'), <Money key={`paid ${paid.currency}`} value={paid} />] as const,
              [
                t('customers.refunded'),
                <Money key={`back ${paid.currency}`} value={refunded} />,
              ] as const,
            ]),
          ]}
        />
      </Panel>
      {isGone ? null : (
        <Panel
          title={t('customers.tags')}
          aside={
            <Action
              needs="customers.write"
              size="xs"
              variant="default"
              onClick={() => setTagging(true)}
            >
              {t('customers.tags_change')}
            </Action>
          }
        >
          <p>{tags.length > 0 ? tags.join(', ') : t('customers.no_tags')}</p>
          {isTagging ? <Tags customer={customer} close={() => setTagging(false)} /> : null}
        </Panel>
      )}
      {isGone ? null : <Groups customer={customer} />}
    </>
  );
}

function Tags({ customer, close }: { customer: Customer; close: () => void }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<{ tags: readonly string[] }, unknown>({
    fields: [
      { kind: 'list', name: 'tags', label: t('customers.tags'), hint: t('customers.tags_hint') },
    ],
    read: { tags: customer.tags },
    version: customer.version,
    save: ({ tags }, { version }) =>
      tagCustomer(customer.id, { tags: [...tags] }, ifMatch(version)),
    reload: async () => {
      const now = await getCustomer(customer.id);
      return { values: { tags: now.tags }, version: now.version };
    },
    saved: async () => {
      close();
      await refresh(getGetCustomerQueryKey(customer.id), getListCustomersQueryKey());
    },
  });
  return <DialogForm form={form} title={t('customers.tags')} close={close} />;
}
