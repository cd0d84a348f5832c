import { Button, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { renderSVG } from 'uqr';
import type { Enrolment } from '../../api/model';
import { startProviderAcceptance } from '../../api/session';
import { getOpenInvitationUrl, openInvitation, useAcceptInvitation } from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Password } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { Awaited } from '../../ui/states';
import { Mark, Pattern } from '../../ui/Mark';
import { meOptions } from '../../session.ts';
import { OtherWay, useProvider } from './Provider';
import classes from './SignIn.module.css';

/** The link's secret stands behind the `#`: it never leaves the browser but in the body of a request. */
export function Join() {
  const { t } = useWords();
  const [token] = useState(() => location.hash.slice(1));
  const invitation = useQuery({
    queryKey: [getOpenInvitationUrl(), { token }],
    queryFn: ({ signal }) => openInvitation({ token: token || '-' }, { signal }),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <main className={classes.frame}>
      <div className={classes.wall}>
        <Pattern />
      </div>
      <div className={classes.side}>
        <div className={classes.form}>
          <div className={classes.brand}>
            <Mark size={34} />
            {t('app.name')}
          </div>
          <Awaited query={invitation}>{(found) => <Enrol token={token} found={found} />}</Awaited>
          {invitation.error ? (
            <Link className={ui.link} to="/sign-in">
              {t('join.sign_in')}
            </Link>
          ) : null}
        </div>
      </div>
    </main>
  );
}

function Enrol({ token, found }: { token: string; found: Enrolment }) {
  const { t, word } = useWords();
  const router = useRouter();
  const queries = useQueryClient();
  const provider = useProvider();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const accept = useAcceptInvitation({
    mutation: {
      onSuccess: async (me) => {
        queries.setQueryData(meOptions().queryKey, me);
        router.history.replace('/');
        await router.invalidate();
      },
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const who = found.asks_who ? { email, name } : {};
    accept.mutate({ data: { token, password, code: code.replace(/\s/g, ''), ...who } });
  }
  return (
    <form className={classes.form} onSubmit={submit} aria-busy={accept.isPending}>
      <Title order={1}>
        {found.asks_who
          ? t('join.first')
          : t(found.renews ? 'join.again' : 'join.title', { name: found.name })}
      </Title>
      <p className={classes.who}>
        {found.asks_who
          ? t('join.first_lead')
          : `${found.email} · ${found.roles.map((role) => word('role', role)).join(', ')}`}
      </p>
      <Refusal failure={accept.error} />
      {found.asks_who ? (
        <>
          <TextInput
            label={t('join.name')}
            autoComplete="name"
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            type="email"
            label={t('sign_in.email')}
            autoComplete="username"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </>
      ) : (
        <input type="hidden" name="username" autoComplete="username" value={found.email} readOnly />
      )}
      <Password
        label={t('join.password')}
        description={t('join.password_hint')}
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <section className={classes.factor} aria-labelledby="second-factor">
        <h2 id="second-factor">{t('join.factor')}</h2>
        <p>{t('join.factor_hint')}</p>
        <img
          className={classes.qr}
          alt={t('join.qr')}
          width={176}
          height={176}
          src={`data:image/svg+xml,${encodeURIComponent(renderSVG(found.uri, { border: 2 }))}`}
        />
        <p>
          {t('join.by_hand')} <code>{found.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
      </section>
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
      <Button type="submit" size="md" fullWidth loading={accept.isPending}>
        {t('join.do')}
      </Button>
      {provider && !found.asks_who && !found.renews ? (
        <OtherWay
          label={t('join.with', { provider })}
          start={() => startProviderAcceptance({ token })}
        />
      ) : null}
    </form>
  );
}
