import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getGetProductMockHandler,
  getListProductTypesMockHandler,
  getSaveVariantsMockHandler,
} from '../../../mock/generated/products/products.msw.ts';
import { aProduct, aVariant } from '../../../mock/samples/goods.ts';
import { aProductType } from '../../../mock/samples/settings.ts';
import { hasNoBarrier, openAt } from '../../../testing/opening';
import { server } from '../../../testing/server.ts';

const PATH = '/products/product-1';
const COLOURS = ['Red', 'Blue', 'Green'];
const TOWELS = aProduct({
  options: [{ key: 'colour', names: {}, values: COLOURS.map((code) => ({ code, names: {} })) }],
  variants: COLOURS.map((colour, at) =>
    aVariant({ id: `v${at}`, sku: `TOWEL-${colour.toUpperCase()}`, options: { colour } }),
  ),
});

function cell(row: number, column: string): HTMLElement {
  const grid = screen.getByRole('grid');
  const at = within(grid)
    .getAllByRole('columnheader')
    .findIndex(({ textContent }) => textContent === column);
  const found = within(within(grid).getAllByRole('row')[row + 1]!).getAllByRole('gridcell')[at - 1];
  return found!;
}

function listening() {
  const sent: unknown[] = [];
  server.use(
    getGetProductMockHandler(TOWELS),
    getSaveVariantsMockHandler(async ({ request }) => {
      sent.push(await request.json());
    }),
  );
  return sent;
}

describe('Columns that only some products have', () => {
  it('says up to which amount buyers choose what a gift card is worth', async () => {
    const sent = listening();
    server.use(getGetProductMockHandler({ ...TOWELS, kind: 'gift_card' }));
    const user = openAt(PATH);

    await screen.findByRole('columnheader', { name: 'Buyers choose up to EUR' });
    await user.click(cell(0, 'Buyers choose up to EUR'));
    await user.keyboard('200{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ rows: [{ id: 'v0', own_amounts: { EUR: 20000 } }], removed: [] }]);
  });

  it('says how each variant goes on selling without stock', async () => {
    const sent = listening();
    const user = openAt(PATH);

    await user.click(await screen.findByLabelText('All columns'));
    await user.click(cell(1, 'Without stock'));
    await user.keyboard('back-order{Enter}');
    await user.click(cell(1, 'Owed at most'));
    await user.keyboard('25{Enter}');
    await user.click(cell(1, 'Promise: day or days'));
    await user.keyboard('14{Enter}');
    await user.click(cell(2, 'Promise: day or days'));
    await user.keyboard('2027-01-15{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        rows: [
          { id: 'v1', backorder: { kind: 'back_order', most: 25, days: 14 } },
          { id: 'v2', backorder: { day: '2027-01-15' } },
        ],
        removed: [],
      },
    ]);
  });

  it('has a column for each attribute in which variants differ, by the names of its choices', async () => {
    const sent = listening();
    server.use(
      getListProductTypesMockHandler({ items: [aProductType()] }),
      getGetProductMockHandler({
        ...TOWELS,
        type_id: 'type-1',
        attributes: { roast: 'light' },
        variants: TOWELS.variants.map((one, at) => ({
          ...one,
          attributes: (at === 0 ? { roast: 'dark' } : {}) as Record<string, string>,
        })),
      }),
    );
    const user = openAt(PATH);

    await screen.findByRole('columnheader', { name: 'Roast' });
    expect(cell(0, 'Roast').textContent).toBe('Dark');
    expect(cell(1, 'Roast').textContent).toBe('');
    await user.click(cell(1, 'Roast'));
    await user.keyboard('light{Enter}');
    await user.click(cell(0, 'Roast'));
    await user.keyboard('{Delete}');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        rows: [
          { id: 'v0', attributes: { roast: '' } },
          { id: 'v1', attributes: { roast: 'light' } },
        ],
        removed: [],
      },
    ]);
    expect(screen.queryByRole('columnheader', { name: /Altitude/ })).toBeNull();
  });
});
