import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getAnswerReviewMockHandler,
  getDecideReviewMockHandler,
  getListReviewsMockHandler,
} from '../../mock/generated/reviews/reviews.msw.ts';
import { aReview } from '../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('A review', () => {
  it('is rejected with a reason, at the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getDecideReviewMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/reviews');

    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    const form = within(await dialog());
    await user.click(form.getByRole('radio', { name: 'It is advertising.' }));
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Reject review' }));

    await screen.findByText('Rejected. It is not visible in the store.');
    expect(sent).toEqual([{ version: 1, to: 'rejected', reason: 'advertising' }]);
  });

  it('says in the corner why it cannot be published any more', async () => {
    server.use(getDecideReviewMockHandler(refused('wrong_review_status', 409)));
    const user = openAt('/reviews', { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Publicar' }));

    await screen.findByText(/El estado de la opinión ya no permite esto/);
  });

  it('that is published is answered, and a refused answer is kept', async () => {
    server.use(
      getListReviewsMockHandler(pageOf(aReview({ status: 'published' }))),
      getAnswerReviewMockHandler(refused('unknown_review', 404)),
    );
    const user = openAt('/reviews?show=published');

    await user.click(await screen.findByRole('button', { name: 'Reply' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Reply from the store/), 'Thank you!');
    await user.click(form.getByRole('button', { name: 'Save reply' }));

    expect((await form.findByRole('alert')).textContent).toBe('This review does not exist.');
    expect(form.getByDisplayValue('Thank you!')).toBeTruthy();
  });

  it('is not decided by who can only look', async () => {
    const user = openAt('/reviews', { permissions: ['reviews.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Publish' }));
    await screen.findByText(/publish, reject and reply to reviews/);
  });
});
