import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAddCategoryMockHandler,
  getOrderCategoriesMockHandler,
  getRemoveCategoryMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

async function names(): Promise<(string | null)[]> {
  const rows = within(await screen.findByRole('table')).getAllByRole('row');
  return rows.slice(1).map((row) => within(row).getAllByRole('link')[0]?.textContent ?? null);
}

describe('Categories', () => {
  it('move by a button, and the order is sent whole', async () => {
    const sent: unknown[] = [];
    server.use(
      getOrderCategoriesMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/categories');

    await user.click(await screen.findByRole('button', { name: 'Move Bath up' }));

    await expect.poll(() => sent.length).toBe(1);
    expect(sent).toEqual([
      {
        parent_id: null,
        ids: ['01890000-0000-7000-8000-000000000002', '01890000-0000-7000-8000-000000000001'],
      },
    ]);
  });

  it('go back where the order is refused', async () => {
    server.use(getOrderCategoriesMockHandler(refused('category_changed', 409)));
    const user = openAt('/categories');

    await user.click(await screen.findByRole('button', { name: 'Move Bath up' }));

    await screen.findByText(/changed/);
    await expect.poll(names).toEqual(['Kitchen', 'Bath']);
  });

  it('get their address from their name', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddCategoryMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/categories/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Café & Teatime');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        slug: 'cafe-teatime',
        position: 2,
        parent_id: null,
        texts: { en: { name: 'Café & Teatime', description: '' } },
      },
    ]);
  });

  it('stand inside another one by the arrow keys', async () => {
    const sent: unknown[] = [];
    server.use(
      getOrderCategoriesMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/categories');

    (await screen.findByRole('button', { name: 'Move Bath' })).focus();
    await user.keyboard('{ArrowRight}');

    await expect.poll(() => sent.length).toBe(1);
    expect(sent).toEqual([
      {
        parent_id: '01890000-0000-7000-8000-000000000001',
        ids: ['01890000-0000-7000-8000-000000000002'],
      },
    ]);
  });

  it('with products in it asks where they go before it is deleted', async () => {
    const sent: string[] = [];
    server.use(
      getRemoveCategoryMockHandler(({ request }) => {
        sent.push(new URL(request.url).search);
      }),
    );
    const user = openAt('/categories/01890000-0000-7000-8000-000000000001');

    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog'));
    await hasNoBarrier();
    await user.click(dialog.getByRole('combobox', { name: /Move what is in it/ }));
    await user.click(await screen.findByRole('option', { name: 'Bath' }));
    await user.click(dialog.getByRole('button', { name: 'Delete' }));

    await expect.poll(() => sent).toEqual(['?into=01890000-0000-7000-8000-000000000002']);
  });
});
