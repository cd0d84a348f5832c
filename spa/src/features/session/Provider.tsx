import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Departure } from '../../api/model';
import { getGetSignInWaysQueryOptions } from '../../api/session';
import { useWords } from '../../i18n';
import { meOptions } from '../../session.ts';
import { Refusal } from '../../ui/Refusal';
import classes from './SignIn.module.css';

/** What the company's own sign-in is called; null where people sign in with passwords alone. */
export function useProvider(): string | null {
  const { data } = useQuery({
    ...getGetSignInWaysQueryOptions(),
    staleTime: Infinity,
    retry: false,
  });
  return data?.provider ?? null;
}

interface ProviderButtonProps {
  label: string;
  /** Asks where the browser goes; it comes back to a page of ours. */
  start: () => Promise<Departure>;
}

export function ProviderButton({ label, start }: ProviderButtonProps) {
  const leaving = useMutation({
    mutationFn: start,
    onSuccess: ({ address }) => location.assign(address),
  });
  return (
    <>
      <Refusal failure={leaving.error} />
      <Button
        variant="default"
        size="md"
        fullWidth
        // The page is left: it stays busy until the other one is there.
        loading={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        {label}
      </Button>
    </>
  );
}

/** Another way in, under a form. */
export function OtherWay({ label, start }: ProviderButtonProps) {
  const { t } = useWords();
  return (
    <div className={classes.other}>
      <p>{t('sign_in.or')}</p>
      <ProviderButton label={label} start={start} />
    </div>
  );
}

/** A dialog cannot be left without losing what is typed below it: another tab signs in for it. */
export function InAnotherTab({
  provider,
  signedIn,
}: {
  provider: string;
  signedIn: () => Promise<void>;
}) {
  const { t } = useWords();
  const queries = useQueryClient();
  useEffect(() => {
    async function lookAgain() {
      const me = await queries
        .fetchQuery({ ...meOptions(), staleTime: 0, retry: false })
        .catch(() => null);
      if (me) await signedIn();
    }
    const listener = () => void lookAgain();
    window.addEventListener('focus', listener);
    return () => window.removeEventListener('focus', listener);
  }, [queries, signedIn]);
  return (
    <div className={classes.other}>
      <p>{t('sign_in.or')}</p>
      <Button component="a" href="/sign-in" target="_blank" variant="default" size="md" fullWidth>
        {t('sign_in.another_tab', { provider })}
      </Button>
    </div>
  );
}
