import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { getListMySessionsQueryOptions } from '../../api/session';
import { useChangeMyPassword } from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/link.module.css';
import { sentence } from '../../ui/states';
import { useTold } from '../../ui/told.ts';
import { useMe } from './permissions.ts';
import classes from './SignIn.module.css';

export function ChangePassword() {
  const words = useWords();
  const { t } = words;
  const told = useTold();
  const me = useMe();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useChangeMyPassword({
    mutation: {
      onSuccess: async () => {
        setCurrent('');
        setPassword('');
        told.done('account.password_changed');
        await queries.invalidateQueries({ queryKey: getListMySessionsQueryOptions().queryKey });
      },
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ data: { current, password } });
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {change.error ? <p className={classes.refused} role="alert">{sentence(change.error, words)}</p> : null}
      <input type="hidden" name="username" autoComplete="username" value={me.user.email} readOnly />
      <PasswordInput label={t('account.current')} autoComplete="current-password" required maxLength={200} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />
      <PasswordInput label={t('join.password')} description={t('join.password_hint')} autoComplete="new-password" required minLength={12} maxLength={200} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      <div className={ui.row}><Button type="submit" variant="default" loading={change.isPending}>{t('account.change_password')}</Button></div>
    </form>
  );
}
