import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetOrderMockHandler,
  getTakeReservedPaymentMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder, aPayment, eur } from '../../mock/samples/orders.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';
const RESERVED = aPayment({
  status: 'authorised',
  amount: eur(35_00),
  captured_at: null,
  capture_by: '2026-11-25T10:15:00Z',
  taken: eur(0),
});

function reserving(taken = 0) {
  return getGetOrderMockHandler(anOrder({ payments: [{ ...RESERVED, taken: eur(taken) }] }));
}

describe('Money that is reserved', () => {
  it('is taken now, once', async () => {
    const sent: string[] = [];
    server.use(
      reserving(),
      getTakeReservedPaymentMockHandler(({ request }) => {
        sent.push(new URL(request.url).pathname);
      }),
    );
    const user = openAt(PATH);

    await screen.findByText(/Reserved\. Taken when goods leave, at the latest on/);
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Take it now' }));

    await screen.findByText('The payment is being taken.');
    expect(sent).toHaveLength(1);
  });

  it('says what parcels have taken of it', async () => {
    server.use(reserving(15_00));
    openAt(PATH);

    await screen.findByText(/€15\.00 of it taken, for what has left/);
    screen.getByRole('button', { name: 'Take it now' });
  });

  it('says why it cannot be taken', async () => {
    server.use(reserving(), getTakeReservedPaymentMockHandler(refused('nothing_reserved', 409)));
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Take it now' }));

    await screen.findByText('No payment of this order waits to be taken.');
  });

  it('is not taken by who may only read orders', async () => {
    server.use(reserving());
    openAt(PATH, { permissions: ['orders.read'] });

    await screen.findByText(/Reserved\. Taken when goods leave/);
    expect(screen.queryByRole('button', { name: 'Take it now' })).toBeNull();
  });

  it('says nothing once it was taken', async () => {
    server.use(getGetOrderMockHandler(anOrder({ payments: [aPayment({ taken: null })] })));
    openAt(PATH);

    const head = await screen.findByRole('heading', { level: 1 });
    within(head).getByText(/K7QF-93MD/);
    expect(screen.queryByText(/Reserved\. Taken/)).toBeNull();
  });
});
