import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAnswerReview } from '../../api/reviews';
import type { Review } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { useSettled } from './deciding.ts';

/** Everybody reads it under the review, as soon as it is saved. */
export function Answer({ review, close }: { review: Review; close: () => void }) {
  const { t } = useWords();
  const [text, setText] = useState(review.reply ?? '');
  const answer = useAnswerReview({ mutation: useSettled('reviews.answered_done', close) });
  function submit() {
    return answer.mutateAsync({ reviewId: review.id, data: { text } });
  }
  return (
    <FormDialog
      title={t('reviews.answer_title', { name: review.name })}
      close={close}
      confirm={t('reviews.answer_confirm')}
      size="lg"
      submit={submit}
    >
      <Textarea
        label={t('reviews.answer')}
        description={t('reviews.answer_hint')}
        autosize
        minRows={5}
        maxRows={14}
        maxLength={2000}
        required={!review.reply}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
