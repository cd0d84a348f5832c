import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { getListReviewsQueryKey, listReviews } from '../api/reviews';
import type { ReviewStatus } from '../api/model';
import { ReviewCard } from '../features/reviews/ReviewCard';
import classes from '../features/reviews/reviews.module.css';
import { useWords } from '../i18n';
import { Choice, Filters } from '../ui/Filters';
import { ExportMenu } from '../features/exports/ExportMenu';
import { Page, Panel } from '../ui/Page';
import { useRows } from '../ui/rows.ts';
import { Failure, Lines, Nothing } from '../ui/states';

const SHOWN = ['waiting', 'published', 'rejected'] as const;
const AGAIN_MS = 30_000;

export const Route = createFileRoute('/_desk/reviews')({
  validateSearch: ({ show }: Record<string, unknown>): { show?: ReviewStatus } => {
    const asked = SHOWN.find((one) => one === show && one !== 'waiting');
    return asked ? { show: asked } : {};
  },
  component: Reviews,
});

function Reviews() {
  const { t, n, locale } = useWords();
  const { show = 'waiting' } = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const asked = { status: show, language: locale };
  const source = useRows({
    key: getListReviewsQueryKey(asked),
    read: (cursor, request) => listReviews({ ...asked, ...cursor }, request),
    refetchInterval: show === 'waiting' ? AGAIN_MS : false,
  });
  const { rows } = source;
  return (
    <Page
      title={t('nav.reviews')}
      lead={t('reviews.lead')}
      actions={<ExportMenu names={['reviews']} filters={{ status: show }} />}
    >
      <Filters>
        <Choice
          label={t('orders.show')}
          value={show}
          options={[
            ['waiting', t('reviews.waiting')],
            ['published', t('reviews.published')],
            ['rejected', t('reviews.rejected')],
          ]}
          change={(chosen) =>
            void navigate({ search: chosen === 'waiting' ? {} : { show: chosen } })
          }
        />
      </Filters>
      {rows === undefined ? (
        <Panel>
          {source.error ? (
            <Failure failure={source.error} retry={source.retry} />
          ) : (
            <Lines rows={9} />
          )}
        </Panel>
      ) : rows.length === 0 ? (
        <Panel>
          <Nothing
            message={t(show === 'waiting' ? 'reviews.none_waiting' : 'reviews.none')}
            hint={t(show === 'waiting' ? 'reviews.none_waiting_hint' : 'reviews.none_hint')}
          />
        </Panel>
      ) : (
        <>
          <ul className={classes.list}>
            {rows.map((review) => (
              <li key={review.id}>
                <ReviewCard review={review} />
              </li>
            ))}
          </ul>
          <footer className={classes.foot}>
            <span>{source.more ? n('list.first', rows.length) : n('list.all', rows.length)}</span>
            {source.error ? <span role="alert">{t('list.trouble')}</span> : null}
            {source.more ? (
              <Button
                variant="default"
                size="xs"
                loading={source.isReadingMore}
                onClick={() => void source.more?.()}
              >
                {t('list.more')}
              </Button>
            ) : null}
          </footer>
        </>
      )}
    </Page>
  );
}
