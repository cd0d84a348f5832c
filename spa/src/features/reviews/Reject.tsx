import { Radio } from '@mantine/core';
import { useState } from 'react';
import type { Review } from '../../api/model';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import ui from '../../ui/layout.module.css';
import { useDecision } from './deciding.ts';

type Reason = NonNullable<Review['reason']>;

const REASONS: readonly Reason[] = [
  'off_topic',
  'offensive',
  'personal_data',
  'advertising',
  'other',
];

/** The customer reads the reason on the order's page, and can write again. */
export function Reject({ review, close }: { review: Review; close: () => void }) {
  const { t, word } = useWords();
  const [reason, setReason] = useState<Reason>('off_topic');
  const decide = useDecision('reviews.rejected_done', close);
  function submit() {
    return decide.mutateAsync({
      reviewId: review.id,
      data: { version: review.version, to: 'rejected', reason },
    });
  }
  return (
    <FormDialog
      title={t('reviews.reject_title', { name: review.name })}
      close={close}
      confirm={t('reviews.reject_confirm')}
      isGrave
      submit={submit}
    >
      <Radio.Group
        label={t('reviews.reason')}
        description={t('reviews.reason_hint')}
        value={reason}
        onChange={(chosen) => setReason(chosen as Reason)}
      >
        <div className={ui.form} style={{ paddingBlockStart: 12 }}>
          {REASONS.map((code, at) => (
            <Radio
              key={code}
              value={code}
              label={word('review_reason', code)}
              {...(at === 0 ? { 'data-autofocus': true } : {})}
            />
          ))}
        </div>
      </Radio.Group>
    </FormDialog>
  );
}
