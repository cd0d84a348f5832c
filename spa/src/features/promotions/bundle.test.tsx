import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import { getAddPromotionMockHandler } from '../../mock/generated/marketing/marketing.msw.ts';
import {
  getGetProductMockHandler,
  getListProductsMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aProduct, aProductRow, aText } from '../../mock/samples/goods.ts';
import { aPromotion } from '../../mock/samples/promotions.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const SOAP = '019728c9-c000-7000-8000-000000000801';

describe('A promotion', () => {
  it('is a bundle for one price, on its own products', async () => {
    const sent: unknown[] = [];
    server.use(
      getListProductsMockHandler(pageOf(aProductRow({ id: SOAP, name: 'Soap' }))),
      getGetProductMockHandler(aProduct({ id: SOAP, texts: { en: aText({ name: 'Soap' }) } })),
      getAddPromotionMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPromotion();
      }),
    );
    const user = openAt('/promotions/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Bath set');
    await user.click(screen.getByRole('combobox', { name: /^What the buyer gets/ }));
    await user.click(await screen.findByRole('option', { name: /^Bundle/ }));
    await user.type(await screen.findByLabelText(/^Amount · EUR/), '12');
    expect(screen.queryByLabelText(/^Percentage off/)).toBeNull();
    expect(screen.queryByRole('combobox', { name: /^Tags/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('A bundle is two pieces or more.')).toBeTruthy();

    await user.click(screen.getByRole('combobox', { name: /^Products of the bundle/ }));
    await user.click(await screen.findByRole('option', { name: 'Soap' }));
    const pieces = await screen.findByLabelText('Pieces of Soap');
    await user.clear(pieces);
    await user.type(pieces, '2');
    expect(screen.getByText(/^2 pieces together for .*12/)).toBeTruthy();
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await expect
      .poll(() => sent)
      .toMatchObject([
        {
          rule: {
            reward: {
              kind: 'bundle',
              amounts: { EUR: 1200 },
              parts: [{ product_id: SOAP, quantity: 2 }],
              at_most: null,
            },
            goods: {},
          },
        },
      ]);
  });
});
