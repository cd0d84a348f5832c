import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Role } from '../../api/model';
import { useInviteStaff } from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/link.module.css';
import { sentence } from '../../ui/states';
import classes from '../session/SignIn.module.css';
import { RoleChoice } from './RoleChoice';
import { SentLink } from './SentLink';

export function Invite({ close }: { close: () => void }) {
  const words = useWords();
  const { t, locale } = words;
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Role[]>([]);
  const [isUnchosen, setUnchosen] = useState(false);
  const invite = useInviteStaff({ mutation: { onSuccess: () => queries.invalidateQueries() } });
  function submit(event: FormEvent) {
    event.preventDefault();
    setUnchosen(roles.length === 0);
    if (roles.length > 0) invite.mutate({ data: { name, email: email.trim(), roles }, params: { language: locale } });
  }
  return (
    <Modal opened onClose={close} title={t('staff.invite')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {invite.data ? <SentLink sent={invite.data} close={close} /> : (
        <form className={ui.form} onSubmit={submit}>
          {invite.error ? <p className={classes.refused} role="alert">{sentence(invite.error, words)}</p> : null}
          {isUnchosen ? <p className={classes.refused} role="alert">{t('staff.choose_roles')}</p> : null}
          <TextInput label={t('staff.name')} required maxLength={80} data-autofocus autoComplete="off" value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label={t('sign_in.email')} type="email" required maxLength={254} autoComplete="off" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <RoleChoice chosen={roles} choose={setRoles} />
          <div className={ui.end}>
            <Button variant="default" onClick={close}>{t('action.cancel')}</Button>
            <Button type="submit" loading={invite.isPending}>{t('staff.invite_confirm')}</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
