import { Button, Modal, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useAnswerReview } from '../../api/reviews';
import type { Review } from '../../api/model';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { useSettled } from './deciding.ts';

/** Everybody reads it under the review, as soon as it is saved. */
export function Answer({ review, close }: { review: Review; close: () => void }) {
  const { t } = useWords();
  const [text, setText] = useState(review.reply ?? '');
  const answer = useAnswerReview({ mutation: useSettled('reviews.answered_done', close) });
  function submit(event: FormEvent) {
    event.preventDefault();
    answer.mutate({ reviewId: review.id, data: { text } });
  }
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('reviews.answer_title', { name: review.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={ui.form} onSubmit={submit}>
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
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={answer.isPending}>
            {t('reviews.answer_confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
