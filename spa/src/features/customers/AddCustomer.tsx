import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { addCustomer, getListCustomersQueryKey } from '../../api/customers';
import type { CustomerAdded } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { useRefresh } from '../../ui/refresh.ts';

/** Somebody who has ordered nothing yet. */
export function AddCustomer() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action
        needs="customers.write"
        leftSection={<IconPlus size={16} />}
        onClick={() => setOpen(true)}
      >
        {t('customers.add')}
      </Action>
      {isOpen ? <Asked close={() => setOpen(false)} /> : null}
    </>
  );
}

interface Values {
  email: string;
  name: string;
  phone: string;
  country: string | null;
}

const EMPTY: Values = { email: '', name: '', phone: '', country: null };

function Asked({ close }: { close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const form = useForm<Values, CustomerAdded>({
    fields: [
      {
        kind: 'text',
        name: 'email',
        type: 'email',
        label: t('sign_in.email'),
        hint: t('customers.add_hint'),
        required: true,
        most: 254,
      },
      { kind: 'text', name: 'name', label: t('customers.name'), required: true, most: 200 },
      { kind: 'text', name: 'phone', type: 'tel', label: t('customers.phone'), most: 40 },
      { kind: 'country', name: 'country', label: t('customers.country') },
    ],
    read: EMPTY,
    save: (values) => addCustomer({ ...values, email: values.email.trim() }),
    saved: async ({ id }) => {
      close();
      await refresh(getListCustomersQueryKey());
      await navigate({ to: '/customers/$customerId', params: { customerId: id } });
    },
  });
  return (
    <DialogForm form={form} title={t('customers.add')} confirm={t('customers.add')} close={close} />
  );
}
