import { Button, Divider } from '@mantine/core';
import type { StaffMember } from '../../api/model';
import {
  changeStaff,
  getListInvitationsQueryKey,
  getListStaffQueryKey,
  listStaff,
  useChangeStaff,
  useRenewStaff,
} from '../../api/staff';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Refusal } from '../../ui/Refusal';
import { useToast } from '../../ui/toast.ts';
import { hasNone, RoleChoice, type Chosen } from './RoleChoice';
import { useRoleNames } from './roleNames.ts';
import { SentLink } from './SentLink';

interface Values {
  name: string;
  chosen: Chosen;
}

function valuesOf({ name, roles, own_roles }: StaffMember): Values {
  return { name, chosen: { roles, own_roles } };
}

interface MemberProps {
  member: StaffMember;
  close: () => void;
}

/** One colleague: name, roles, a new start, and the door. */
export function Member({ member, close }: MemberProps) {
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const namesOf = useRoleNames();
  async function done() {
    close();
    toast.done('staff.changed');
    await refresh(getListStaffQueryKey());
  }
  const form = useForm<Values, void>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 80 },
      {
        kind: 'own',
        name: 'chosen',
        path: 'roles',
        label: t('staff.roles'),
        draw: ({ values, set }, error) => (
          <RoleChoice chosen={values.chosen} choose={(chosen) => set({ chosen })} error={error} />
        ),
        inWords: ({ chosen: { roles, own_roles } }) => namesOf(roles, own_roles),
      },
    ],
    read: valuesOf(member),
    version: member.version,
    check: ({ chosen }) => (hasNone(chosen) ? { chosen: t('staff.choose_roles') } : {}),
    save: ({ name, chosen: { roles, own_roles } }, { version }) =>
      changeStaff(
        member.id,
        { name, roles: [...roles], own_roles: [...own_roles] },
        ifMatch(version),
      ),
    reload: async () => {
      const { items } = await listStaff();
      const now = items.find(({ id }) => id === member.id) ?? member;
      return { values: valuesOf(now), version: now.version };
    },
    saved: done,
  });
  const renew = useRenewStaff({
    mutation: { onSuccess: () => refresh(getListInvitationsQueryKey()) },
  });
  return (
    <DialogForm
      form={form}
      title={member.email}
      close={close}
      after={
        <div className={ui.form}>
          <Divider my={6} />
          {renew.data ? <SentLink sent={renew.data} close={close} /> : null}
          <Refusal {...(renew.error ? { failure: renew.error } : {})} />
          <p className={ui.soft}>{t('staff.renew_hint')}</p>
          <Button
            variant="default"
            disabled={!member.is_active}
            loading={renew.isPending}
            onClick={() => renew.mutate({ staffId: member.id, params: { language: locale } })}
          >
            {t('staff.renew')}
          </Button>
          <Door member={member} done={done} />
        </div>
      }
    />
  );
}

/** Shuts a colleague out, or lets them in again. */
function Door({ member, done }: { member: StaffMember; done: () => Promise<void> }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const change = useChangeStaff({
    request: ifMatch(member.version),
    mutation: { onSuccess: done, onError: () => refresh(getListStaffQueryKey()) },
  });
  return (
    <>
      <Refusal {...(change.error ? { failure: change.error } : {})} />
      <p className={ui.soft}>
        {member.is_active ? t('staff.shut_out_hint') : t('staff.let_in_hint')}
      </p>
      <Button
        variant={member.is_active ? 'light' : 'default'}
        color={member.is_active ? 'terracotta' : undefined}
        loading={change.isPending}
        onClick={() =>
          change.mutate({ staffId: member.id, data: { is_active: !member.is_active } })
        }
      >
        {member.is_active ? t('staff.shut_out') : t('staff.let_in')}
      </Button>
    </>
  );
}
