import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Review } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Status } from '../../ui/Status';
import { When, Who } from '../../ui/text';
import { Thumb } from '../../ui/Thumb';
import { Answer } from './Answer';
import { useDecision } from './deciding.ts';
import { Reject } from './Reject';
import classes from './reviews.module.css';
import { Stars } from './Stars';

/** A review as the shop would show it, with who wrote it and what can be done about it. */
export function ReviewCard({ review }: { review: Review }) {
  const { t, word } = useWords();
  const [open, setOpen] = useState<'reject' | 'answer' | null>(null);
  const decide = useDecision('reviews.published_done');
  const close = () => setOpen(null);
  return (
    <article className={classes.card} aria-labelledby={`review-${review.id}`}>
      <header className={classes.of}>
        <Thumb url={review.picture_url} size={44} />
        <div>
          <b>{review.product_name}</b>
          <p className={ui.soft}>
            {t('reviews.from_order')}{' '}
            <Link className={ui.link} to="/orders/$number" params={{ number: review.order_number }}>
              {review.order_number}
            </Link>
            {' · '}
            <When at={review.written_at} />
          </p>
        </div>
        <Status family="review" code={review.status} />
      </header>
      <div className={classes.said} lang={review.language}>
        <Stars rating={review.rating} />
        <h2 id={`review-${review.id}`}>{review.title}</h2>
        <p>{review.text}</p>
      </div>
      <p className={ui.soft}>
        {t('reviews.signed', {
          name: review.name,
          language: word('language', codeOf('language', review.language)),
        })}
      </p>
      {review.reply ? (
        <blockquote className={classes.reply}>
          <b>{t('reviews.answer')}</b>
          <p>{review.reply}</p>
        </blockquote>
      ) : null}
      <footer className={classes.acts}>
        <span className={ui.soft}>
          {review.reason ? `${word('review_reason', review.reason)} ` : null}
          {review.decided_by ? (
            <>
              {t('reviews.decided_by')} <Who actor={review.decided_by} />
            </>
          ) : null}
        </span>
        {review.status === 'published' ? (
          <Action needs="reviews.moderate" variant="default" onClick={() => setOpen('answer')}>
            {t(review.reply ? 'reviews.change_answer' : 'reviews.give_answer')}
          </Action>
        ) : null}
        {review.status === 'rejected' ? null : (
          <Action needs="reviews.moderate" variant="default" onClick={() => setOpen('reject')}>
            {t(review.status === 'published' ? 'reviews.take_down' : 'reviews.reject')}
          </Action>
        )}
        {review.status === 'published' ? null : (
          <Action
            needs="reviews.moderate"
            loading={decide.isPending}
            onClick={() =>
              decide.mutate({
                reviewId: review.id,
                data: { version: review.version, to: 'published' },
              })
            }
          >
            {t('reviews.publish')}
          </Action>
        )}
      </footer>
      {open === 'reject' ? <Reject review={review} close={close} /> : null}
      {open === 'answer' ? <Answer review={review} close={close} /> : null}
    </article>
  );
}
