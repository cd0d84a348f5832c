import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useDiscardDeadLetter, useReplayDeadLetter } from '../../api/dead-letters';
import type { DeadLetter } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/link.module.css';
import { Panel } from '../../ui/Page';
import { useTold } from '../../ui/told.ts';
import classes from './failures.module.css';
import { faultIn, pretty } from './payload.ts';

function useSettled(after: () => void) {
  const told = useTold();
  const queries = useQueryClient();
  return {
    onSuccess: async () => {
      after();
      told.done('failures.settled');
      await queries.invalidateQueries();
    },
    onError: told.failed,
  };
}

/** The message as it failed: mend it and put it back, or throw it away and say why. */
export function Mend({ letter }: { letter: DeadLetter }) {
  const { t, word } = useWords();
  const [payload, setPayload] = useState(() => pretty(letter.payload));
  const [isDiscarding, setDiscarding] = useState(false);
  const replay = useReplayDeadLetter({ mutation: useSettled(() => undefined) });
  const fault = faultIn(payload);
  const settled = letter.status === 'open' ? undefined : t('failures.settled_already', { status: word('letter', letter.status).toLowerCase() });
  const error = fault ? t(fault === 'json' ? 'failures.not_json' : 'failures.no_envelope') : undefined;
  return (
    <Panel title={t('failures.payload')}>
      <div className={ui.form}>
        <Textarea className={classes.payload ?? ''} aria-label={t('failures.payload')} autosize minRows={10} maxRows={26} spellCheck={false} readOnly={settled !== undefined} value={payload} error={error} onChange={(event) => setPayload(event.currentTarget.value)} />
        <p className={ui.soft}>{t('failures.replay_explained')}</p>
        <div className={ui.end}>
          <Action needs="dead_letters.mend" variant="default" because={settled} onClick={() => setDiscarding(true)}>{t('failures.discard')}</Action>
          <Action needs="dead_letters.mend" because={settled ?? error} loading={replay.isPending} onClick={() => replay.mutate({ letterId: letter.id, data: { payload } })}>{t('failures.replay')}</Action>
        </div>
      </div>
      {isDiscarding ? <Discard letter={letter} close={() => setDiscarding(false)} /> : null}
    </Panel>
  );
}

function Discard({ letter, close }: { letter: DeadLetter; close: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const discard = useDiscardDeadLetter({ mutation: useSettled(close) });
  function submit(event: FormEvent) {
    event.preventDefault();
    discard.mutate({ letterId: letter.id, data: { reason } });
  }
  return (
    <Modal opened onClose={close} title={t('failures.discard_title')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form className={ui.form} onSubmit={submit}>
        <TextInput label={t('failures.reason')} required maxLength={200} data-autofocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>{t('action.cancel')}</Button>
          <Button type="submit" color="terracotta" loading={discard.isPending}>{t('failures.discard')}</Button>
        </div>
      </form>
    </Modal>
  );
}
