import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { getListMySessionsQueryKey } from '../../api/session';
import { useChangeMyPassword } from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Password } from '../../ui/Password';
import { Refusal } from '../../ui/Refusal';
import { useToast } from '../../ui/toast.ts';
import { useMe } from '../../session.ts';
import classes from './SignIn.module.css';

export function ChangePassword() {
  const { t } = useWords();
  const toast = useToast();
  const me = useMe();
  const refresh = useRefresh();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useChangeMyPassword({
    mutation: {
      onSuccess: async () => {
        setCurrent('');
        setPassword('');
        toast.done('account.password_changed');
        await refresh(getListMySessionsQueryKey());
      },
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ data: { current, password } });
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <Refusal failure={change.error} />
      <input type="hidden" name="username" autoComplete="username" value={me.user.email} readOnly />
      <Password
        label={t('account.current')}
        autoComplete="current-password"
        required
        maxLength={200}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
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
      <div className={ui.row}>
        <Button type="submit" variant="default" loading={change.isPending}>
          {t('account.change_password')}
        </Button>
      </div>
    </form>
  );
}
