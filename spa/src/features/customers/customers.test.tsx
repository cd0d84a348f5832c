import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { getPreviewErasureMockHandler } from '../../mock/generated/customers/customers.msw.ts';
import { anErasure } from '../../mock/samples/buyers.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('the customers', () => {
  it('stand in a list with what they spent', async () => {
    openAt('/customers');

    await screen.findByText('Ibai Soto');
    screen.getByText('€42.50');
    await hasNoBarrier();
  });
});

describe('a customer', () => {
  it('shows orders, consent with its proof, mails and notes', async () => {
    openAt('/customers/customer-1');

    await screen.findByRole('link', { name: 'K7QF-93MD' });
    screen.getByText('Agreed to news');
    screen.getByText('At the checkout');
    screen.getByText('Calls on Mondays');
    await hasNoBarrier();
  });

  it('is erased only by somebody who says that they are sure', async () => {
    const erased: string[] = [];
    server.use(
      http.post('*/customers/:id/erasure', ({ params }) => {
        erased.push(String(params['id']));
        return HttpResponse.json(anErasure());
      }),
    );
    const user = openAt('/customers/customer-1');
    await user.click(await screen.findByRole('button', { name: 'Erase' }));
    const asked = within(await dialog());
    await asked.findByText('3 orders');
    await user.click(asked.getByRole('button', { name: 'Erase for good' }));
    expect(erased).toEqual([]);
    await user.click(asked.getByRole('checkbox'));
    await user.click(asked.getByRole('button', { name: 'Erase for good' }));
    await screen.findByText('The customer is erased.');

    expect(erased).toEqual(['customer-1']);
  });

  it('with an order under way cannot be erased', async () => {
    server.use(getPreviewErasureMockHandler(anErasure({ open_orders: ['K7QF-93MD'] })));
    const user = openAt('/customers/customer-1');
    await user.click(await screen.findByRole('button', { name: 'Erase' }));
    const asked = within(await dialog());

    await asked.findByText(/These orders are under way: K7QF-93MD/);
    expect(asked.queryByRole('checkbox')).toBeNull();
  });
});
