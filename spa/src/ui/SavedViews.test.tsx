import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../mock/answers.ts';
import { getListOrdersMockHandler } from '../mock/generated/orders/orders.msw.ts';
import {
  getListViewsMockHandler,
  getSaveViewMockHandler,
} from '../mock/generated/views/views.msw.ts';
import { anOrderRow } from '../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../testing/opening';
import { server } from '../testing/server.ts';

const VIEW = {
  id: '0198c2a4-7b1e-7c3d-9f00-000000000002',
  list: 'orders' as const,
  name: 'Wholesale on hold',
  search: { marked: 'held', tag: 'wholesale' },
  is_shared: true,
  is_own: false,
};

describe('Saved views', () => {
  it('put their filters into the address of the list', async () => {
    const asked: string[] = [];
    server.use(
      getListViewsMockHandler(pageOf(VIEW)),
      getListOrdersMockHandler(({ request }) => {
        asked.push(new URL(request.url).search);
        return pageOf(anOrderRow());
      }),
    );
    const user = openAt('/orders?channel=phone');

    await user.click(await screen.findByRole('button', { name: 'Views' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Wholesale on hold' }));

    await screen.findByText('K7QF-93MD');
    await expect
      .poll(() => asked.at(-1))
      .toMatch(/held=true.*tag=wholesale|tag=wholesale.*held=true/);
    expect(asked.at(-1)).not.toContain('channel');
    await hasNoBarrier();
  });

  it('keep what the address says under a name', async () => {
    const sent: unknown[] = [];
    server.use(
      getListViewsMockHandler(pageOf()),
      getSaveViewMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return VIEW;
      }),
    );
    const user = openAt('/orders?tag=gift&hide=units');

    await user.click(await screen.findByRole('button', { name: 'Views' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Save this view' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Name/), 'Gifts');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      { list: 'orders', name: 'Gifts', is_shared: false, search: { tag: 'gift', hide: 'units' } },
    ]);
    expect(screen.queryByRole('columnheader', { name: 'Units' })).toBeNull();
  });
});
