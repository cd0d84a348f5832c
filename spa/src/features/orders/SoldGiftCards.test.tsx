import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SoldGiftCard } from '../../api/model';
import {
  getGetOrderMockHandler,
  getResendGiftCardMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const CARD: SoldGiftCard = {
  id: 'card-1',
  line: 1,
  name: 'Luis',
  email: 'luis@example.com',
  amount: { amount_minor: 2500, currency: 'EUR' },
  balance: { amount_minor: 1500, currency: 'EUR' },
  last_four: 'HN5R',
  state: 'sent',
  at: '2026-11-21T09:00:00Z',
};

describe('The gift cards that an order bought', () => {
  it('say what was sent to whom, and are sent again once for each click', async () => {
    const asked: string[] = [];
    server.use(
      getGetOrderMockHandler(anOrder({ gift_cards: [CARD] })),
      getResendGiftCardMockHandler(({ request }) => {
        asked.push(new URL(request.url).pathname);
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await user.dblClick(await screen.findByRole('button', { name: 'Send again: Luis' }));

    await screen.findByText('The email is on its way again.');
    await hasNoBarrier();
    expect(screen.getByText(/Sent to luis@example.com/)).toBeTruthy();
    expect(new Set(asked).size).toBe(1);
  });

  it('are not sent again before they were sent', async () => {
    server.use(
      getGetOrderMockHandler(
        anOrder({ gift_cards: [{ ...CARD, state: 'planned', balance: null }] }),
      ),
    );
    openAt('/orders/K7QF-93MD', { locale: 'es' });

    await screen.findByText(/Llegará a luis@example.com/);
    expect(screen.queryByRole('button', { name: /^Enviar otra vez: Luis/ })).toBeNull();
  });
});
