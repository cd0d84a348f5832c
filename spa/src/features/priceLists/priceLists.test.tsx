import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getAddPriceListMockHandler,
  getSetListPricesMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aPriceList } from '../../mock/samples/priceLists.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { pasted } from './pasted.ts';

describe('A price list', () => {
  it('is made for everybody, and opened', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddPriceListMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPriceList();
      }),
    );
    const user = openAt('/price-lists/new');

    await user.type(await screen.findByLabelText(/^Name/), 'Trade 2026');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByRole('heading', { name: 'Prices' });
    expect(sent).toEqual([{ name: 'Trade 2026', group_id: null, is_active: true }]);
  });

  it('shows its prices beside what everybody pays, and takes those that are pasted', async () => {
    const sent: unknown[] = [];
    server.use(
      getSetListPricesMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
        return aPriceList({ version: 3 });
      }),
    );
    const user = openAt('/price-lists/l1');
    await screen.findByText('€15.00');
    expect(screen.getByText('€20.00')).toBeTruthy();
    await hasNoBarrier();

    await user.click(screen.getByRole('button', { name: 'Paste prices' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Lines of a spreadsheet/), 'A;x;1');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await dialog.findByText(/cannot be read: 1/);
    await user.clear(dialog.getByLabelText(/^Lines of a spreadsheet/));
    await user.type(dialog.getByLabelText(/^Lines of a spreadsheet/), 'A;10;8.50');
    await user.click(dialog.getByRole('button', { name: 'Save' }));

    await expect
      .poll(() => sent)
      .toEqual([
        '"2"',
        {
          prices: [{ sku: 'A', currency: 'EUR', from_quantity: 10, amount_minor: 8_50 }],
        },
      ]);
  });
});

describe('Lines of a spreadsheet', () => {
  it('are prices from so many pieces on, in the language of who pastes them', () => {
    expect(pasted('A\t10\t8,50\n\nB;1.234,00\nC;5;', 'EUR', 'es')).toEqual({
      prices: [
        { sku: 'A', currency: 'EUR', from_quantity: 10, amount_minor: 8_50 },
        { sku: 'B', currency: 'EUR', from_quantity: 1, amount_minor: 1234_00 },
        { sku: 'C', currency: 'EUR', from_quantity: 5, amount_minor: null },
      ],
      wrong: [],
    });
  });

  it('that say nothing are named', () => {
    expect(pasted('A\nB;0;1\n;1\nC;1;-1', 'EUR', 'en').wrong).toEqual([1, 2, 3, 4]);
  });
});
