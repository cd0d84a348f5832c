import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getCorrectAddressMockHandler,
  getGetOrderMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

describe('The address of an order', () => {
  it('is corrected where it stands', async () => {
    const sent: unknown[] = [];
    server.use(
      getCorrectAddressMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Edit address' }));
    const form = within(await dialog());
    const street = form.getByLabelText(/^Address$|^Street/);
    await user.clear(street);
    await user.type(street, 'Calle Mayor 11');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('The address is corrected.');
    expect(sent).toEqual([
      {
        email: anOrder().email,
        address: { ...anOrder().delivery, line1: 'Calle Mayor 11' },
      },
    ]);
  });

  it('says why it is not, and keeps what was typed', async () => {
    server.use(getCorrectAddressMockHandler(refused('tax_would_change', 409)));
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Editar dirección' }));
    const form = within(await dialog());
    const code = form.getByLabelText(/^Código postal/);
    await user.clear(code);
    await user.type(code, '35001');
    await user.click(form.getByRole('button', { name: 'Guardar' }));

    await form.findByText(/se pagan otros impuestos/);
    expect(code).toHaveProperty('value', '35001');
  });

  it('is not touched once the order has left', async () => {
    server.use(getGetOrderMockHandler(anOrder({ status: 'shipped' })));
    openAt(PATH);

    await screen.findByText(/Calle Mayor 1/);
    expect(screen.queryByRole('button', { name: 'Edit address' })).toBeNull();
  });
});
