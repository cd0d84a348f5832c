import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
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
      getGetRelatedProductsMockHandler({ items: [LINEN, RUG], version: 4 }),
      getSetRelatedProductsMockHandler(async ({ request }) => {
        sent.push([request.headers.get('If-Match'), await request.json()]);
        return { items: [RUG, LINEN], version: 5 };
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

  it('stay as they were chosen where a colleague was quicker, and what is theirs stands beside', async () => {
    const sent: unknown[] = [];
    let version = 4;
    server.use(
      getGetProductMockHandler(aProduct()),
      getGetRelatedProductsMockHandler(() =>
        version === 4 ? { items: [LINEN, RUG], version } : { items: [LINEN], version },
      ),
      getSetRelatedProductsMockHandler(async ({ request }) => {
        const seen = request.headers.get('If-Match');
        sent.push([seen, await request.json()]);
        if (seen === '"5"') return { items: [RUG, LINEN], version: 6 };
        version = 5;
        return refused('product_changed', 409, { version })();
      }),
    );
    const user = openAt('/products/product-1');

    await user.click(await screen.findByRole('button', { name: 'Move Linen napkin down' }));
    await user.click(screen.getByRole('button', { name: 'Save related products' }));
    await screen.findByText(/Someone else saved changes/);
    await hasNoBarrier();
    expect(screen.getByText('Wool rug, Linen napkin')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save related products' }));

    await screen.findByText('Saved.');
    const mine = { products: ['product-3', 'product-2'], both_ways: false };
    expect(sent).toEqual([
      ['"4"', mine],
      ['"5"', mine],
    ]);
  });
});
