import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetOrderMockHandler,
  getHandOverMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { aParcel } from '../../mock/samples/fulfilment.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('An order that is picked up', () => {
  it('is handed over to who shows its number', async () => {
    const order = anOrder({ pickup: { location: 'GRAN', name: 'Gran Via' } });
    server.use(
      getGetOrderMockHandler({
        ...order,
        status: 'confirmed',
        shipments: [aParcel({ status: 'ready_for_pickup' })],
      }),
      getHandOverMockHandler(refused('wrong_pickup_number', 422, { field: 'shown' })),
    );
    const user = openAt(`/orders/${order.number}`);

    await user.click(await screen.findByRole('button', { name: 'Hand over' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Number that the customer shows/), 'AAAA-BBBB');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    expect(await form.findByText('That is not the number of this order.')).toBeTruthy();
  });
});
