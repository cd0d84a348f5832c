import { Button, Divider, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { StaffChange, StaffMember } from '../../api/model';
import {
  getListInvitationsQueryKey,
  getListStaffQueryKey,
  useChangeStaff,
  useRenewStaff,
} from '../../api/staff';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Refusal } from '../../ui/Refusal';
import { useToast } from '../../ui/toast.ts';
import { hasNone, RoleChoice, type Chosen } from './RoleChoice';
import { SentLink } from './SentLink';

/** One colleague: name, roles, a new start, and the door. */
export function Member({ member, close }: { member: StaffMember; close: () => void }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [name, setName] = useState(member.name);
  const [chosen, setChosen] = useState<Chosen>(member);
  const renew = useRenewStaff({
    mutation: { onSuccess: () => refresh(getListInvitationsQueryKey()) },
  });
  const change = useChangeStaff({
    mutation: {
      onSuccess: async () => {
        close();
        toast.done('staff.changed');
        await refresh(getListStaffQueryKey());
      },
    },
  });
  const failure = change.error ?? renew.error;
  const send = (data: StaffChange) => change.mutate({ staffId: member.id, data });
  function submit(event: FormEvent) {
    event.preventDefault();
    send({ name, roles: [...chosen.roles], own_roles: [...chosen.own_roles] });
  }
  return (
    <Modal
      opened
      onClose={close}
      title={member.email}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {renew.data ? (
        <SentLink sent={renew.data} close={close} />
      ) : (
        <form className={ui.form} onSubmit={submit}>
          <Refusal failure={failure} />
          <TextInput
            label={t('staff.name')}
            required
            maxLength={80}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RoleChoice chosen={chosen} choose={setChosen} />
          <div className={ui.end}>
            <Button variant="default" onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" disabled={hasNone(chosen)} loading={change.isPending}>
              {t('action.save')}
            </Button>
          </div>
          <Divider my={6} />
          <div className={ui.form}>
            <p className={ui.soft}>{t('staff.renew_hint')}</p>
            <Button
              variant="default"
              disabled={!member.is_active}
              loading={renew.isPending}
              onClick={() => renew.mutate({ staffId: member.id, params: { language: locale } })}
            >
              {t('staff.renew')}
            </Button>
            <p className={ui.soft}>
              {member.is_active ? t('staff.shut_out_hint') : t('staff.let_in_hint')}
            </p>
            <Button
              variant={member.is_active ? 'light' : 'default'}
              color={member.is_active ? 'terracotta' : undefined}
              onClick={() => send({ is_active: !member.is_active })}
            >
              {member.is_active ? t('staff.shut_out') : t('staff.let_in')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
