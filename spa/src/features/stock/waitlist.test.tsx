import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getListWaitingPeopleMockHandler,
  getRemoveWishMockHandler,
  getSaveStockMailsMockHandler,
} from '../../mock/generated/stock/stock.msw.ts';
import { UNWRITTEN } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Waiting customers', () => {
  it('are shown for what they want, and a wish is deleted after a question', async () => {
    const removed: string[] = [];
    server.use(
      getRemoveWishMockHandler(({ params }) => {
        removed.push(String(params['wishId']));
      }),
    );
    const user = openAt('/waitlist');

    await user.click(await screen.findByRole('link', { name: /Linen towel/ }));
    await screen.findByText('ana@example.com');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));

    await screen.findByText('Deleted.');
    expect(removed).toEqual(['wish-1']);
  });

  it('are not shown to who may not see customers', async () => {
    server.use(getListWaitingPeopleMockHandler(refused('forbidden', 403)));
    openAt('/waitlist/variant-1', { locale: 'es' });

    await screen.findByText(/permiso/i);
  });
});

describe('Mails about goods that are back', () => {
  it('are switched off and wait for as many months as the shop says', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveStockMailsMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...UNWRITTEN, version: 1, document: { is_on: false, months: 3 } };
      }),
    );
    const user = openAt('/settings/stock-mails');

    await user.click(await screen.findByLabelText(/^Buyers may ask/));
    const months = screen.getByLabelText(/^Months that somebody waits/);
    await user.clear(months);
    await user.type(months, '3');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual(['"0"', { is_on: false, months: 3 }]);
  });
});
