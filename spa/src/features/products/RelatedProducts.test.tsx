import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getGetProductMockHandler,
  getGetRelatedProductsMockHandler,
  getSetRelatedProductsMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aProduct } from '../../mock/samples/goods.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const LINEN = { id: 'product-2', name: 'Linen napkin' };
const RUG = { id: 'product-3', name: 'Wool rug' };

describe('The products beside a product', () => {
  it('are saved in their order, and beside each other where that is meant', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetProductMockHandler(aProduct()),
      getGetRelatedProductsMockHandler({ items: [LINEN, RUG] }),
      getSetRelatedProductsMockHandler(async ({ request }) => {
        sent.push([request.headers.get('If-Match'), await request.json()]);
        return { items: [RUG, LINEN] };
      }),
    );
    const user = openAt('/products/product-1');

    await user.click(await screen.findByRole('button', { name: 'Move Linen napkin down' }));
    await user.click(screen.getByRole('switch', { name: 'Show this product on their pages, too' }));
    await user.click(screen.getByRole('button', { name: 'Save related products' }));

    await screen.findByText('Saved.');
    await hasNoBarrier();
    expect(sent).toEqual([['"4"', { products: ['product-3', 'product-2'], both_ways: true }]]);
  });
});
