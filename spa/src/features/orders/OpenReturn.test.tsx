import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import { getGetOrderMockHandler } from '../../mock/generated/orders/orders.msw.ts';
import { getFindVariantsMockHandler } from '../../mock/generated/products/products.msw.ts';
import {
  getListOrderReturnsMockHandler,
  getOpenReturnMockHandler,
  getPreviewExchangeMockHandler,
} from '../../mock/generated/returns/returns.msw.ts';
import { aVariantChoice } from '../../mock/samples/variants.ts';
import { anOrder, eur } from '../../mock/samples/orders.ts';
import { anExchangePreview, aReturnRow, orderReturns } from '../../mock/samples/returns.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

describe('An exchange at the desk', () => {
  it('is picked by name with stock and price, and says who pays whom before it is opened', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetOrderMockHandler(anOrder({ status: 'delivered' })),
      getListOrderReturnsMockHandler(orderReturns()),
      getFindVariantsMockHandler(
        pageOf(aVariantChoice({ sku: 'TOWEL-BLUE', name: 'Towel', free: 4, price: eur(22_50) })),
      ),
      getPreviewExchangeMockHandler(anExchangePreview()),
      getOpenReturnMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aReturnRow();
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Open a return' }));
    const form = within(await dialog());
    await user.click(form.getByRole('combobox', { name: 'Towel' }));
    await user.click(await screen.findByRole('option', { name: '2' }));
    await user.type(form.getByRole('combobox', { name: 'Replace “Towel” with' }), 'blue');
    const option = await screen.findByRole('option', { name: /TOWEL-BLUE/ });
    within(option).getByText('€22.50');
    within(option).getByText('4 in stock');
    await user.click(option);
    await form.findByText('The customer pays €5.00');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Open a return' }));

    await expect
      .poll(() => sent)
      .toEqual([
        {
          lines: [{ line: 1, quantity: 2, reason: 'changed_mind', exchange_sku: 'TOWEL-BLUE' }],
        },
      ]);
  });

  it('says why it cannot be had, and gives the money back instead', async () => {
    server.use(
      getGetOrderMockHandler(anOrder({ status: 'delivered' })),
      getListOrderReturnsMockHandler(orderReturns()),
      getFindVariantsMockHandler(pageOf(aVariantChoice({ sku: 'CARD', price: null, free: 0 }))),
      getPreviewExchangeMockHandler(refused('exchange_not_possible', 409)),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Open a return' }));
    const form = within(await dialog());
    await user.click(form.getByRole('combobox', { name: 'Towel' }));
    await user.click(await screen.findByRole('option', { name: '1' }));
    await user.type(form.getByRole('combobox', { name: 'Replace “Towel” with' }), 'card');
    const option = await screen.findByRole('option', { name: /CARD/ });
    within(option).getByText('No price');
    within(option).getByText('None in stock');
    await user.click(option);
    expect((await form.findByRole('alert')).textContent).toContain('cannot be exchanged');
    await user.click(form.getByRole('button', { name: 'Give the money back instead' }));

    await form.findByRole('combobox', { name: 'Replace “Towel” with' });
    expect(form.queryByRole('alert')).toBeNull();
  });
});
