import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  getGetDeadLetterQueryKey,
  getListDeadLettersQueryKey,
  useDiscardDeadLetter,
  useReplayDeadLetter,
} from '../../api/dead-letters';
import type { DeadLetter } from '../../api/model';
import { getGetOverviewQueryKey } from '../../api/overview';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import classes from './failures.module.css';
import { faultIn, pretty } from './payload.ts';

/** A dialog closes itself, and shows itself why the message stays as it is. */
function useSettled(id: string, close?: () => void) {
  const toast = useToast();
  const refresh = useRefresh();
  return {
    onSuccess: async () => {
      close?.();
      toast.done('failures.settled');
      await refresh(
        getGetDeadLetterQueryKey(id),
        getListDeadLettersQueryKey(),
        getGetOverviewQueryKey(),
      );
    },
    onError: close ? undefined : toast.failed,
  };
}

/** The message as it failed: mend it and put it back, or throw it away and say why. */
export function Mend({ letter }: { letter: DeadLetter }) {
  const { t, word } = useWords();
  const [payload, setPayload] = useState(() => pretty(letter.payload));
  const [isDiscarding, setDiscarding] = useState(false);
  const replay = useReplayDeadLetter({ mutation: useSettled(letter.id) });
  const fault = faultIn(payload);
  const settled =
    letter.status === 'open'
      ? undefined
      : t('failures.settled_already', { status: word('dead_letter', letter.status) });
  const error = fault
    ? t(fault === 'json' ? 'failures.not_json' : 'failures.no_envelope')
    : undefined;
  return (
    <Panel title={t('failures.payload')}>
      <div className={ui.form}>
        <Textarea
          className={classes.payload ?? ''}
          aria-label={t('failures.payload')}
          autosize
          minRows={10}
          maxRows={26}
          spellCheck={false}
          readOnly={settled !== undefined}
          value={payload}
          error={error}
          onChange={(event) => setPayload(event.currentTarget.value)}
        />
        <p className={ui.soft}>{t('failures.replay_explained')}</p>
        <div className={ui.end}>
          <Action
            needs="dead_letters.mend"
            variant="default"
            because={settled}
            onClick={() => setDiscarding(true)}
          >
            {t('failures.discard')}
          </Action>
          <Action
            needs="dead_letters.mend"
            because={settled ?? error}
            loading={replay.isPending}
            onClick={() => replay.mutate({ letterId: letter.id, data: { payload } })}
          >
            {t('failures.replay')}
          </Action>
        </div>
      </div>
      {isDiscarding ? <Discard letter={letter} close={() => setDiscarding(false)} /> : null}
    </Panel>
  );
}

function Discard({ letter, close }: { letter: DeadLetter; close: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const discard = useDiscardDeadLetter({ mutation: useSettled(letter.id, close) });
  function submit() {
    return discard.mutateAsync({ letterId: letter.id, data: { reason } });
  }
  return (
    <FormDialog
      title={t('failures.discard_title')}
      close={close}
      confirm={t('failures.discard')}
      submit={submit}
    >
      <TextInput
        label={t('failures.reason')}
        required
        maxLength={200}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
