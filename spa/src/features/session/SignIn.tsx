import { Button, Modal, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { DemoAccount } from '../../api/model';
import { getListDemoAccountsQueryOptions, useSignIn } from '../../api/session';
import { useWords } from '../../i18n';
import { Password } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { Mark, Pattern } from '../../ui/Mark';
import { meOptions, sessionOver } from '../../session.ts';
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
function Credentials({ signedIn, title }: { signedIn: () => Promise<void>; title: ReactNode }) {
  const { t } = useWords();
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
      <Refusal failure={signIn.error} />
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

export function SignIn({ next }: { next: string }) {
  const { t } = useWords();
  const router = useRouter();
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
        signedIn={async () => {
          queries.setQueryData(sessionOver().queryKey, false);
          await queries.invalidateQueries({
            predicate: ({ queryKey }) => queryKey[0] !== sessionOver().queryKey[0],
          });
        }}
      />
    </Modal>
  );
}
