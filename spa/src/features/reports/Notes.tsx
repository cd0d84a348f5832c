import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { ReportNote } from '../../api/model';
import { getListReportNotesQueryKey, removeReportNote, saveReportNote } from '../../api/reports';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import classes from './reports.module.css';
import { daysBefore } from './search.ts';

interface NotesProps {
  notes: readonly ReportNote[];
  start: string;
  end: string;
}

/** What happened on these days: notes of staff, and what began; their numbers stand in the charts. */
export function Notes({ notes, start, end }: NotesProps) {
  const { t, locale } = useWords();
  const refresh = useRefresh();
  const [changing, setChanging] = useState<ReportNote | 'new' | null>(null);
  const again = () => refresh(getListReportNotesQueryKey({ start, end }));
  const said = (note: ReportNote) =>
    note.texts[locale] ?? note.texts[''] ?? Object.values(note.texts)[0] ?? '';
  return (
    <Panel title={t('report_notes.title')}>
      {notes.length === 0 ? <p className={classes.empty}>{t('report_notes.none')}</p> : null}
      <ol>
        {notes.map((note) => (
          <li key={note.id}>
            <b>{day(note.day, locale)}</b>{' '}
            {note.kind === 'note'
              ? said(note)
              : t(`report_notes.began_${note.kind}`, { name: said(note) })}{' '}
            {note.author ? <small>{note.author}</small> : null}
            {note.is_own ? (
              <Group gap="xs" display="inline-flex" ml="xs">
                <Button size="compact-xs" variant="subtle" onClick={() => setChanging(note)}>
                  {t('staff.change')}
                </Button>
                <Remove
                  needs="reports.read"
                  label={t('action.delete')}
                  title={t('report_notes.remove')}
                  explained={said(note)}
                  remove={() => removeReportNote(note.id)}
                  removed={again}
                />
              </Group>
            ) : null}
          </li>
        ))}
      </ol>
      <Button size="xs" variant="default" onClick={() => setChanging('new')}>
        {t('report_notes.add')}
      </Button>
      {changing ? (
        <NoteDialog
          note={changing === 'new' ? null : changing}
          last={daysBefore(end, 1)}
          close={() => setChanging(null)}
          saved={again}
        />
      ) : null}
    </Panel>
  );
}

interface NoteDialogProps {
  note: ReportNote | null;
  last: string;
  close: () => void;
  saved: () => unknown;
}

function NoteDialog({ note, last, close, saved }: NoteDialogProps) {
  const { t } = useWords();
  const form = useForm<{ day: string | null; text: string }, unknown>({
    fields: [
      { kind: 'date', name: 'day', label: t('report_notes.day'), required: true },
      { kind: 'text', name: 'text', label: t('report_notes.text'), required: true, most: 200 },
    ],
    read: { day: note?.day ?? last, text: note?.texts[''] ?? '' },
    save: ({ day: chosen, text }) =>
      saveReportNote(note?.id ?? crypto.randomUUID(), { day: chosen ?? last, text }),
    saved: async () => {
      close();
      await saved();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t(note ? 'report_notes.change' : 'report_notes.add')}
      close={close}
    />
  );
}
