import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getGetMyConnectionQueryKey,
  getGetMyConnectionQueryOptions,
  startConnection,
  useEndMyConnection,
} from '../../api/session';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { Password } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import { ProviderButton } from './Provider';
import { whyRefused } from './refusing.ts';
import classes from './SignIn.module.css';

/** One's own account and the company's sign-in: nothing where there is none. `refused` is why connecting failed. */
export function Connection({ refused }: { refused?: string | undefined }) {
  const words = useWords();
  const { t } = words;
  const toast = useToast();
  const refresh = useRefresh();
  const [password, setPassword] = useState('');
  const connection = useQuery(getGetMyConnectionQueryOptions());
  const end = useEndMyConnection({
    mutation: {
      onSuccess: async () => {
        toast.done('account.disconnected');
        await refresh(getGetMyConnectionQueryKey());
      },
    },
  });
  const provider = connection.data?.provider;
  if (!provider) return null;
  return (
    <Panel title={t('account.provider', { provider })}>
      <Awaited query={connection}>
        {({ email, connected_at }) => (
          <div className={classes.form}>
            <Refusal
              failure={end.error}
              message={end.isIdle ? whyRefused(refused, words) : undefined}
            />
            {connected_at === null ? (
              <>
                <p className={classes.lead}>{t('account.provider_lead', { provider })}</p>
                <Password
                  label={t('account.current')}
                  autoComplete="current-password"
                  required
                  maxLength={200}
                  value={password}
                  onChange={(event) => setPassword(event.currentTarget.value)}
                />
                <ProviderButton
                  label={t('account.connect', { provider })}
                  start={() => startConnection({ password })}
                />
              </>
            ) : (
              <>
                <p className={classes.lead}>
                  {t('account.connected', { email: email || provider })} <When at={connected_at} />
                </p>
                <div>
                  <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
                    {t('account.disconnect')}
                  </Button>
                </div>
              </>
            )}
          </div>
        )}
      </Awaited>
    </Panel>
  );
}
