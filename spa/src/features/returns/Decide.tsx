import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReturnDetail } from '../../api/model';
import { useDecideReturn } from '../../api/returns';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { unitsIn, useStepped } from './acting.ts';
import { Units } from './Units';

/** Approve units of each line with words for the buyer; of none, the whole return is declined. */
export function Decide({ one, close }: { one: ReturnDetail; close: () => void }) {
  const { t } = useWords();
  const [units, setUnits] = useState<Record<number, string>>(() =>
    Object.fromEntries(one.lines.map((line) => [line.line, String(line.requested)])),
  );
  const [answers, setAnswers] = useState<Record<number, string>>({});
  const [answer, setAnswer] = useState('');
  const [isMoney, setMoney] = useState(false);
  const decide = useDecideReturn({ mutation: useStepped(one, 'returns.decided_done') });
  const approved = one.lines.map((line) => unitsIn(units[line.line], line.requested));
  const isNothing = approved.every((count) => count === 0);
  async function submit() {
    await decide.mutateAsync({
      number: one.number,
      data: {
        answer: answer.trim(),
        without_exchange: isMoney,
        lines: one.lines.map((line, at) => ({
          line: line.line,
          approved: approved[at] ?? 0,
          answer: answers[line.line]?.trim() ?? '',
        })),
      },
    });
    close();
  }
  return (
    <FormDialog
      title={t('returns.decide_title', { number: one.number })}
      close={close}
      confirm={t(isNothing ? 'returns.decline' : 'returns.approve')}
      isGrave={isNothing}
      submit={() => (approved.includes(null) ? undefined : submit())}
    >
      {one.lines.map((line) => (
        <div key={line.line}>
          <Units
            label={t('returns.approve_of', { name: line.name })}
            most={line.requested}
            typed={units[line.line] ?? ''}
            change={(typed) => setUnits({ ...units, [line.line]: typed })}
          />
          <TextInput
            label={t('returns.answer_of', { name: line.name })}
            maxLength={200}
            value={answers[line.line] ?? ''}
            onChange={(event) => setAnswers({ ...answers, [line.line]: event.currentTarget.value })}
          />
        </div>
      ))}
      {one.may_exchange ? (
        <Checkbox
          label={t('returns.without_exchange')}
          description={t('returns.without_exchange_hint')}
          checked={isMoney}
          onChange={(event) => setMoney(event.currentTarget.checked)}
        />
      ) : null}
      <Textarea
        label={t('returns.answer')}
        description={t('returns.answer_hint')}
        maxLength={2000}
        autosize
        minRows={2}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
