import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetStockMockHandler,
  getSetThresholdMockHandler,
} from '../../mock/generated/stock/stock.msw.ts';
import { aStockDetail } from '../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

it('A threshold that somebody else has set meanwhile is chosen between', async () => {
  const sent: unknown[] = [];
  server.use(
    getSetThresholdMockHandler(async ({ request }) => {
      sent.push([request.headers.get('If-Match'), await request.json()]);
      if (sent.length > 1) return;
      server.use(getGetStockMockHandler(aStockDetail({ low_at: 8, low_at_version: 3 })));
      refused('threshold_changed', 409, { version: 3 })();
    }),
  );
  const user = openAt('/stock/TOWEL-RED');

  await screen.findByText('Runs low at 5 free units.');
  await user.click(screen.getByRole('button', { name: 'Change threshold' }));
  const form = within(await dialog());
  const low = form.getByRole('textbox', { name: /^Runs low at/ });
  await user.clear(low);
  await user.type(low, '9');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText(/Someone else saved changes/);
  await hasNoBarrier();
  await user.click(form.getByRole('button', { name: 'Save' }));

  await screen.findByText('Saved.');
  expect(sent).toEqual([
    ['"2"', { low_at: 9 }],
    ['"3"', { low_at: 9 }],
  ]);
});
