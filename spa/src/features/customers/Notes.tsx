import { Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { getGetCustomerQueryKey, noteOnCustomer, removeCustomerNote } from '../../api/customers';
import type { Customer } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { When } from '../../ui/text';
import classes from './customers.module.css';

/** What colleagues should know; the customer gets to read it with their export. */
export function Notes({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [text, setText] = useState('');
  const changed = () => refresh(getGetCustomerQueryKey(customer.id));
  const add = useMutation({
    mutationFn: () => noteOnCustomer(customer.id, crypto.randomUUID(), { text }),
    onSuccess: () => {
      setText('');
      return changed();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim()) add.mutate();
  }
  return (
    <Panel title={t('customers.notes')}>
      <form className={ui.form} onSubmit={submit}>
        <Refusal failure={add.error} />
        <Textarea
          label={t('customers.note')}
          description={t('customers.note_hint')}
          autosize
          minRows={2}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Action
            needs="customers.write"
            type="submit"
            because={text.trim() ? undefined : t('customers.note_empty')}
            loading={add.isPending}
          >
            {t('customers.note_add')}
          </Action>
        </div>
      </form>
      <ul className={classes.notes}>
        {customer.notes.map((note) => (
          <li key={note.id}>
            <p className={classes.text}>{note.text}</p>
            <p className={ui.soft}>
              {note.actor} · <When at={note.at} />
            </p>
            <Remove
              needs="customers.write"
              label={t('action.delete')}
              title={t('customers.note_remove')}
              explained={note.text}
              remove={() => removeCustomerNote(customer.id, note.id)}
              removed={changed}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
