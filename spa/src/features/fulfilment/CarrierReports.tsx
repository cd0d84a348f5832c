import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getGetFulfilmentPolicyQueryKey,
  makeCarrierSecret,
  removeCarrierSecret,
} from '../../api/fulfilment';
import type { CarrierOut } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { SecretShown } from '../../ui/SecretShown';
import { useToast } from '../../ui/toast.ts';
import classes from './CarrierReports.module.css';

/** Which carriers say by themselves how far a parcel is, and the secrets that they sign with. */
export function CarrierReports({ carriers }: { carriers: readonly CarrierOut[] }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const made = useMutation({
    mutationFn: (name: string) => makeCarrierSecret(encodeURIComponent(name)),
    onSuccess: () => refresh(getGetFulfilmentPolicyQueryKey()),
    onError: toast.failed,
  });
  const [isShown, setShown] = useState(false);
  async function make(name: string) {
    await made.mutateAsync(name);
    setShown(true);
  }
  return (
    <Panel title={t('fulfilment.reports')}>
      <p>{t('fulfilment.reports_lead')}</p>
      {carriers.length ? (
        <ul className={classes.list}>
          {carriers.map(({ name, reports }) => (
            <li key={name}>
              <div>
                <strong>{name}</strong>
                <span>{t(reports ? 'fulfilment.reports_on' : 'fulfilment.reports_off')}</span>
              </div>
              <div className={classes.acts}>
                <Action
                  needs="settings.write"
                  variant="default"
                  onClick={() => void make(name).catch(() => undefined)}
                >
                  {t(reports ? 'fulfilment.reports_new_secret' : 'fulfilment.reports_let')}
                </Action>
                {reports ? (
                  <Remove
                    needs="settings.write"
                    label={t('fulfilment.reports_stop')}
                    title={t('fulfilment.reports_stop_title', { name })}
                    explained={t('fulfilment.reports_stop_explained')}
                    done={'fulfilment.reports_stopped' as const}
                    remove={() => removeCarrierSecret(encodeURIComponent(name))}
                    removed={() => refresh(getGetFulfilmentPolicyQueryKey())}
                  />
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <p>{t('fulfilment.reports_none')}</p>
      )}
      {isShown && made.data ? (
        <SecretShown
          secret={made.data.secret}
          explained={t('fulfilment.reports_secret')}
          address={[t('fulfilment.reports_address'), made.data.url]}
          close={() => setShown(false)}
        />
      ) : null}
    </Panel>
  );
}
