import {
  addCustomerGroup,
  changeCustomerGroup,
  getCustomerGroup,
  getListCustomerGroupsQueryKey,
  removeCustomerGroup,
} from '../../api/customers';
import type { CustomerGroup } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { History } from '../../ui/RecordPage';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';

interface Values {
  name: string;
  description: string;
}

interface GroupDialogProps {
  /** Null: a new one. */
  group: CustomerGroup | null;
  close: () => void;
}

export function GroupDialog({ group, close }: GroupDialogProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  async function done() {
    close();
    await refresh(getListCustomerGroupsQueryKey());
  }
  const form = useForm<Values, unknown>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 80 },
      {
        kind: 'text',
        name: 'description',
        label: t('groups.description'),
        lines: 3,
        most: 400,
      },
    ],
    read: group ?? { name: '', description: '' },
    version: group?.version ?? 0,
    save: ({ name, description }, { version }) =>
      group
        ? changeCustomerGroup(group.id, { name, description }, ifMatch(version))
        : addCustomerGroup({ name, description }),
    ...(group
      ? {
          reload: async () => {
            const now = await getCustomerGroup(group.id);
            return { values: now, version: now.version };
          },
        }
      : {}),
    saved: done,
  });
  return (
    <DialogForm
      form={form}
      title={group ? group.name : t('groups.new')}
      close={close}
      aside={
        group ? (
          <>
            <History subject={`customer_group:${group.id}`} />
            <Remove
              needs="customers.write"
              label={t('action.delete')}
              title={t('settings.remove_title', { name: group.name })}
              explained={t('groups.remove')}
              remove={() => removeCustomerGroup(group.id, ifMatch(group.version))}
              removed={done}
            />
          </>
        ) : undefined
      }
    />
  );
}
