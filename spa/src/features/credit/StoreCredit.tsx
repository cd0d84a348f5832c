import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetStoreCreditQueryOptions, giveStoreCredit } from '../../api/gift-cards';
import type { Customer } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { useChoices } from '../../ui/choices.ts';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { Money } from '../../ui/text';
import { ChangeBalance } from './ChangeBalance';
import { Ledger } from './Ledger';

/** What the shop owes a customer, and why. */
export function StoreCredit({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const can = useCan();
  return can('credit.read') ? (
    <Balances customer={customer} title={t('credit.store_credit')} />
  ) : null;
}

function Balances({ customer, title }: { customer: Customer; title: string }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const { currencies } = useChoices();
  const [isGiving, setGiving] = useState(false);
  const options = getGetStoreCreditQueryOptions(customer.id);
  const credit = useQuery(options);
  return (
    <Panel
      title={title}
      aside={
        customer.erased_at ? undefined : (
          <Action needs="credit.write" size="xs" variant="default" onClick={() => setGiving(true)}>
            {t('credit.give')}
          </Action>
        )
      }
    >
      <Awaited query={credit} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <span className={ui.soft}>{t('credit.no_store_credit')}</span>
          ) : (
            items.map(({ balance, entries }) => (
              <div key={balance.currency}>
                <p>
                  <strong>
                    <Money value={balance} />
                  </strong>
                </p>
                <Ledger entries={entries} caption={`${title} ${balance.currency}`} />
              </div>
            ))
          )
        }
      </Awaited>
      {isGiving ? (
        <ChangeBalance
          title={t('credit.give')}
          currencies={currencies}
          save={(entryId, change) => giveStoreCredit(customer.id, entryId, change)}
          saved={() => refresh(options.queryKey)}
          close={() => setGiving(false)}
        />
      ) : null}
    </Panel>
  );
}
