import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, refused } from '../../mock/answers.ts';
import { getGetOrderTrailMockHandler } from '../../mock/generated/orders/orders.msw.ts';
import { aTrail } from '../../mock/samples/trail.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD/trail';

describe('Following an order', () => {
  it('says each step, leads to a failure, and says where memory ends', async () => {
    server.use(getGetOrderTrailMockHandler(aTrail({ pruned: ['queue'], warehouse_run: null })));
    openAt(PATH);

    await screen.findByText('Payment gateway');
    const link = screen.getByRole('link', { name: 'See the failure' });
    expect(link.getAttribute('href')).toBe('/failures/letter-1');
    screen.getByText(/older than the shop remembers of: Queue/);
    screen.getByText(/No run of the warehouse has read its last step yet/);
    await hasNoBarrier();
  });

  it('waits, and says what went wrong', async () => {
    server.use(getGetOrderTrailMockHandler(never));
    openAt(PATH);
    await screen.findByText('Follow order K7QF-93MD');

    server.use(getGetOrderTrailMockHandler(refused('unknown_order', 404)));
    openAt(PATH);
    await screen.findByRole('alert');
  });
});
