import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { getListInvitationsQueryKey, getListStaffQueryKey, useInviteStaff } from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Refusal } from '../../ui/Refusal';
import { hasNone, NOBODY, RoleChoice } from './RoleChoice';
import { SentLink } from './SentLink';

export function Invite({ close }: { close: () => void }) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState(NOBODY);
  const [isUnchosen, setUnchosen] = useState(false);
  const invite = useInviteStaff({
    mutation: { onSuccess: () => refresh(getListStaffQueryKey(), getListInvitationsQueryKey()) },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setUnchosen(hasNone(chosen));
    if (!hasNone(chosen))
      invite.mutate({
        data: {
          name,
          email: email.trim(),
          roles: [...chosen.roles],
          own_roles: [...chosen.own_roles],
        },
        params: { language: locale },
      });
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('staff.invite')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {invite.data ? (
        <SentLink sent={invite.data} close={close} />
      ) : (
        <form className={ui.form} onSubmit={submit}>
          <Refusal failure={invite.error} />
          <Refusal message={isUnchosen ? t('staff.choose_roles') : undefined} />
          <TextInput
            label={t('staff.name')}
            required
            maxLength={80}
            data-autofocus
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('sign_in.email')}
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <RoleChoice chosen={chosen} choose={setChosen} />
          <div className={ui.end}>
            <Button variant="default" onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {t('staff.invite_confirm')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
