import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Order } from '../../api/model';
import { correctAddress } from '../../api/orders';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import type { Field } from '../../ui/form/field.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { useActed } from './acting.ts';

interface Contact {
  email: string;
  name: string;
  company: string;
  line1: string;
  line2: string;
  postal_code: string;
  city: string;
  region: string;
  country: string | null;
  phone: string;
}

/** Where an order goes and whom it writes to, as long as nothing of it has left. */
export function CorrectAddress({ order }: { order: Order }) {
  const { t } = useWords();
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  const hasLeft = ['shipped', 'delivered', 'cancelled'].includes(order.status);
  if (hasLeft || order.delivery === null || !can('orders.write')) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" mt="xs" onClick={() => setOpen(true)}>
        {t('orders.correct_address')}
      </Button>
      {isOpen ? (
        <Correct order={order} delivery={order.delivery} close={() => setOpen(false)} />
      ) : null}
    </>
  );
}

interface CorrectProps {
  order: Order;
  delivery: NonNullable<Order['delivery']>;
  close: () => void;
}

function Correct({ order, delivery, close }: CorrectProps) {
  const { t } = useWords();
  const acted = useActed(order.number, 'orders.address_corrected', close);
  const { vat_id: vatId, ...address } = delivery;
  const form = useForm<Contact, void>({
    fields: useContactFields(),
    read: { email: order.email, ...address },
    save: async ({ email, country, ...rest }) => {
      await correctAddress(order.number, {
        email: email.trim(),
        address: { ...rest, country: country ?? '', vat_id: vatId },
      });
    },
    check: ({ email, country }) => ({
      ...(email.trim() ? {} : { email: t('form.required') }),
      ...(country ? {} : { country: t('form.required') }),
    }),
    saved: async () => {
      acted.onSuccess();
      await acted.onSettled();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('orders.correct_address_title')}
      confirm={t('action.save')}
      close={close}
    />
  );
}

function useContactFields(): Field<Contact>[] {
  const { t } = useWords();
  const text = (
    name: Exclude<keyof Contact, 'country'>,
    label: string,
    more: Partial<Pick<Extract<Field<Contact>, { kind: 'text' }>, 'isHalf' | 'type' | 'hint'>> = {},
  ): Field<Contact> => ({
    kind: 'text',
    name,
    label,
    most: name === 'postal_code' ? 20 : 200,
    ...(name === 'email' ? {} : { path: `address.${name}` }),
    ...more,
  });
  return [
    text('email', t('sign_in.email'), { type: 'email', hint: t('orders.correct_address_hint') }),
    text('name', t('customers.name')),
    text('company', t('drafts.company')),
    text('line1', t('drafts.line1')),
    text('line2', t('drafts.line2')),
    text('postal_code', t('drafts.postal_code'), { isHalf: true }),
    text('city', t('drafts.city'), { isHalf: true }),
    text('region', t('drafts.region'), { isHalf: true }),
    {
      kind: 'country',
      name: 'country',
      path: 'address.country',
      label: t('customers.country'),
      isHalf: true,
    },
    text('phone', t('customers.phone'), { type: 'tel' }),
  ];
}
