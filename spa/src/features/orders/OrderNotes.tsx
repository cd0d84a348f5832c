import { Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import type { Order } from '../../api/model';
import { getGetOrderQueryKey, noteOnOrder, removeOrderNote } from '../../api/orders';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { When } from '../../ui/text';
import classes from './orders.module.css';

/** What colleagues should know of an order. The id is made with the text: a retry writes one note. */
export function OrderNotes({ order: { number, marks } }: { order: Order }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const [text, setText] = useState('');
  const [noteId, setNoteId] = useState(() => crypto.randomUUID());
  const isBusy = useRef(false);
  const changed = () => refresh(getGetOrderQueryKey(number));
  const add = useMutation({
    mutationFn: () => noteOnOrder(number, noteId, { text: text.trim() }),
    onSuccess: () => {
      setText('');
      setNoteId(crypto.randomUUID());
      return changed();
    },
    onSettled: () => {
      isBusy.current = false;
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim() || isBusy.current) return;
    isBusy.current = true;
    add.mutate();
  }
  return (
    <Panel title={t('orders.notes')}>
      <form className={ui.form} onSubmit={submit}>
        <Refusal failure={add.error} />
        <Textarea
          label={t('orders.internal_note')}
          description={t('orders.internal_note_hint')}
          autosize
          minRows={2}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Action
            needs="orders.write"
            type="submit"
            because={text.trim() ? undefined : t('orders.note_empty')}
            loading={add.isPending}
          >
            {t('orders.note_add')}
          </Action>
        </div>
      </form>
      <ul className={classes.notes}>
        {marks.notes.map((note) => (
          <li key={note.id}>
            <p className={classes.text}>{note.text}</p>
            <p className={ui.soft}>
              {note.actor} · <When at={note.at} />
            </p>
            <Remove
              needs="orders.write"
              label={t('action.delete')}
              title={t('orders.note_remove')}
              explained={note.text}
              remove={() => removeOrderNote(number, note.id)}
              removed={changed}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
