import { Button, Modal, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useState, type FormEvent, type ReactNode } from 'react';
import type { DemoAccount } from '../../api/model';
import { getListDemoAccountsQueryOptions, startProviderSignIn, useSignIn } from '../../api/session';
import { useWords } from '../../i18n';
import { Password } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { Mark, Pattern } from '../../ui/Mark';
import { meOptions, sessionOver } from '../../session.ts';
import { InAnotherTab, OtherWay, useProvider } from './Provider';
import { whyRefused } from './refusing.ts';
import classes from './SignIn.module.css';

function DemoAccounts({ choose }: { choose: (account: DemoAccount) => void }) {
  const { t, word } = useWords();
  // Answers only in development; anywhere else there is nothing to show, and nothing is wrong.
  const { data } = useQuery({
    ...getListDemoAccountsQueryOptions(),
    retry: false,
    refetchInterval: 10_000,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes.demo}>
      <h2>{t('sign_in.demo')}</h2>
      <ul>
        {data.items.map((account) => (
          <li key={account.email}>
            <button type="button" onClick={() => choose(account)}>
              <b>{account.roles.map((role) => word('role', role)).join(', ')}</b>
              <span>{account.email}</span>
              <code>{account.code}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Asks who one is; `signedIn` once the session is open. */
function Credentials({
  signedIn,
  title,
  refused,
  otherWay,
}: {
  signedIn: () => Promise<void>;
  title: ReactNode;
  refused?: string | undefined;
  otherWay: ReactNode;
}) {
  const words = useWords();
  const { t } = words;
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useSignIn({
    mutation: {
      onSuccess: async (me) => {
        queries.setQueryData(meOptions().queryKey, me);
        await signedIn();
      },
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    // A dialog's form is not part of the one below it, though React would hand it the event.
    event.stopPropagation();
    signIn.mutate({ data: { email, password, code: code.replace(/\s/g, '') } });
  }
  return (
    <form className={classes.form} onSubmit={submit} aria-busy={signIn.isPending}>
      {title}
      <Refusal
        failure={signIn.error}
        message={signIn.isIdle ? whyRefused(refused, words) : undefined}
      />
      <TextInput
        label={t('sign_in.email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Password
        label={t('sign_in.password')}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextInput
        label={t('sign_in.code')}
        description={t('sign_in.code_hint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={7}
        pattern="[0-9 ]{6,7}"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
        {t('sign_in.do')}
      </Button>
      {otherWay}
      <DemoAccounts
        choose={(account) => {
          setEmail(account.email);
          setPassword(account.password);
          setCode(account.code);
        }}
      />
    </form>
  );
}

export function SignIn({ next, refused }: { next: string; refused?: string | undefined }) {
  const { t } = useWords();
  const router = useRouter();
  const provider = useProvider();
  const title = (
    <>
      <div className={classes.brand}>
        <Mark size={34} />
        {t('app.name')}
      </div>
      <Title order={1}>{t('sign_in.title')}</Title>
    </>
  );
  return (
    <main className={classes.frame}>
      <div className={classes.wall}>
        <Pattern />
      </div>
      <div className={classes.side}>
        <Credentials
          title={title}
          refused={refused}
          otherWay={
            provider ? (
              <OtherWay
                label={t('sign_in.with', { provider })}
                start={() => startProviderSignIn({ next })}
              />
            ) : null
          }
          signedIn={async () => {
            router.history.push(next);
            await router.invalidate();
          }}
        />
      </div>
    </main>
  );
}

/** The session ended while a screen stood open: signed in again, all that was typed is still there. */
export function SignInAgain() {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data: isOver } = useQuery(sessionOver());
  const provider = useProvider();
  const signedIn = useCallback(async () => {
    queries.setQueryData(sessionOver().queryKey, false);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== sessionOver().queryKey[0],
    });
  }, [queries]);
  return (
    <Modal
      opened={isOver === true}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={t('sign_in.again')}
      zIndex={1000}
    >
      <Credentials
        title={<p>{t('sign_in.again_explained')}</p>}
        signedIn={signedIn}
        otherWay={
          provider && isOver ? <InAnotherTab provider={provider} signedIn={signedIn} /> : null
        }
      />
    </Modal>
  );
}
