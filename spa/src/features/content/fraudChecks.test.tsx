import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetFraudChecksMockHandler,
  getSaveFraudChecksMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { UNWRITTEN } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Fraud checks', () => {
  it('are saved with their amounts, each currency its own', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveFraudChecksMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...UNWRITTEN, version: 1, document: {} };
      }),
    );
    const user = openAt('/settings/fraud-checks');

    await user.type(await screen.findByLabelText(/^Any order from, in EUR/), '900');
    await user.type(screen.getByLabelText(/^Refused cards/), '3');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      '"0"',
      {
        total_minor: { EUR: 90_000 },
        first_order_minor: {},
        declined_cards: 3,
        orders_a_day: 0,
      },
    ]);
  });

  it('say that there is no permission', async () => {
    server.use(getGetFraudChecksMockHandler(refused('forbidden', 403)));
    openAt('/settings/fraud-checks', { locale: 'es' });

    await screen.findByText(/permiso/i);
  });
});
