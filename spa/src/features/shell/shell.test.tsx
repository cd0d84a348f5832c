import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import { getListOrdersMockHandler } from '../../mock/generated/orders/orders.msw.ts';
import { getListProductsMockHandler } from '../../mock/generated/products/products.msw.ts';
import { anOrderRow } from '../../mock/samples/orders.ts';
import { dialog, openAt } from '../../testing/opening';
import { QuietStream } from '../../testing/streams.ts';
import { server } from '../../testing/server.ts';

describe('The search of the whole back office', () => {
  it('finds an order by its buyer, and opens it', async () => {
    const asked: (string | null)[] = [];
    const order = anOrderRow({ name: 'Bríd Fernández' });
    server.use(
      getListOrdersMockHandler(({ request }) => {
        asked.push(new URL(request.url).searchParams.get('q'));
        return pageOf(order);
      }),
      getListProductsMockHandler(pageOf()),
    );
    const user = openAt('/account');

    await screen.findByRole('heading', { level: 1 });
    await user.keyboard('{Control>}k{/Control}');
    const palette = within(await dialog());
    await user.type(palette.getByPlaceholderText(/^Search orders/), 'fernandez');
    await user.click(await palette.findByText(order.number));

    await screen.findByRole('heading', { level: 1, name: new RegExp(order.number) });
    expect(asked).toContain('fernandez');
  });

  it('asks nothing that the person may not read', async () => {
    const asked: string[] = [];
    server.use(
      getListOrdersMockHandler(({ request }) => {
        asked.push(request.url);
        return pageOf();
      }),
    );
    const user = openAt('/account', { permissions: ['products.read'] });

    await screen.findByRole('heading', { level: 1 });
    await user.keyboard('{Control>}k{/Control}');
    const palette = within(await dialog());
    await user.type(palette.getByPlaceholderText(/^Search orders/), 'kitchen');

    await palette.findByText('Linen towel');
    expect(asked).toEqual([]);
    await user.keyboard('{Escape}');
  });
});

describe('A slash', () => {
  it('goes to the search of the page', async () => {
    const user = openAt('/orders');

    const search = await screen.findByPlaceholderText(/^Number, name/);
    await user.keyboard('/');

    expect(document.activeElement).toBe(search);
  });
});

describe('What somebody else does', () => {
  it('is on the screen without a click', async () => {
    let status: 'confirmed' | 'shipped' = 'confirmed';
    server.use(getListOrdersMockHandler(() => pageOf(anOrderRow({ name: 'Bríd', status }))));
    openAt('/orders');
    await screen.findByText('Bríd');
    QuietStream.tell('/api/v1/live', 'desk', { seq: 7 });

    status = 'shipped';
    QuietStream.tell('/api/v1/live', 'desk', { seq: 8 });

    await within(await screen.findByRole('table')).findByText('Shipped');
  });
});
