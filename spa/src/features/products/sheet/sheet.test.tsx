import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../../mock/answers.ts';
import {
  getCreateProductMockHandler,
  getGetProductMockHandler,
  getSaveVariantsMockHandler,
} from '../../../mock/generated/products/products.msw.ts';
import { aProduct, aVariant } from '../../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../../testing/opening';
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

describe('The grid of variants', () => {
  it('is worked on by keyboard, filled down, undone, and saved as one request', async () => {
    const sent = listening();
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(0, 'Price EUR'));
    await user.keyboard('18.5{Enter}');
    await user.keyboard('{ArrowUp}{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Control>}d{/Control}');
    await user.click(cell(1, 'Weight (g)'));
    await user.keyboard('999{Enter}');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        rows: ['v0', 'v1', 'v2'].map((id) => ({
          id,
          prices: { EUR: { amount_minor: 1850, compare_at_minor: null } },
        })),
        removed: [],
      },
    ]);
  });

  it('takes a block from a spreadsheet', async () => {
    const sent = listening();
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(0, 'Weight (g)'));
    fireEvent.paste(cell(0, 'Weight (g)'), {
      clipboardData: { getData: () => '300\t4006381333931\n400\n500\t96385074\n' },
    });
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        rows: [
          { id: 'v0', weight_g: 300, barcode: '4006381333931' },
          { id: 'v2', weight_g: 500, barcode: '96385074' },
        ],
        removed: [],
      },
    ]);
  });

  it('says at the cell what was refused, and nothing is lost', async () => {
    listening();
    server.use(
      getSaveVariantsMockHandler(
        refused('rows_refused', 422, {
          rows: [{ row: 0, field: 'sku', code: 'sku_taken', message: '' }],
        }),
      ),
    );
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(2, 'SKU'));
    await user.keyboard('TAKEN{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('1 cell needs a look.');
    expect(cell(2, 'SKU').title).toBe('Another product has this SKU.');
    expect(cell(2, 'SKU').textContent).toContain('TAKEN');
    await hasNoBarrier();
  });

  it('asks about odd prices, and saves them with what was said yes to', async () => {
    const sent: unknown[] = [];
    listening();
    server.use(
      getSaveVariantsMockHandler(async ({ request }) => {
        const asked = (await request.json()) as { confirm?: string[] };
        sent.push(asked.confirm);
        if (!asked.confirm) {
          refused('prices_to_confirm', 409, {
            count: 1,
            rows: [{ row: 0, field: 'price.EUR', code: 'price_moves_far' }],
          })();
        }
      }),
    );
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(0, 'Price EUR'));
    await user.keyboard('1{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save variants' }));
    await user.click(await screen.findByRole('button', { name: 'Save these prices all the same' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([undefined, ['prices_to_confirm']]);
  });

  it('keeps what was typed when somebody else saved meanwhile', async () => {
    listening();
    server.use(getSaveVariantsMockHandler(refused('product_changed', 409, { version: 5 })));
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(0, 'SKU'));
    await user.keyboard('MINE{Enter}');
    server.use(getGetProductMockHandler({ ...TOWELS, version: 5 }));
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('Somebody changed this product meanwhile.');
    expect(cell(0, 'SKU').textContent).toContain('MINE');
  });

  it('shows both where somebody else saved the same cell', async () => {
    listening();
    const [first, ...others] = TOWELS.variants;
    const theirs = { ...TOWELS, version: 5, variants: [{ ...first!, sku: 'THEIRS' }, ...others] };
    server.use(getSaveVariantsMockHandler(refused('product_changed', 409, { version: 5 })));
    const user = openAt(PATH);

    await screen.findByRole('grid');
    await user.click(cell(0, 'SKU'));
    await user.keyboard('MINE{Enter}');
    server.use(getGetProductMockHandler(theirs));
    await user.click(screen.getByRole('button', { name: 'Save variants' }));

    await screen.findByText('THEIRS');
    expect(cell(0, 'SKU').textContent).toContain('MINE');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Use this one' }));
    expect(cell(0, 'SKU').textContent).toContain('THEIRS');
    expect(screen.queryByRole('button', { name: 'Use this one' })).toBe(null);
  });

  it('is only read by who may not write', async () => {
    listening();
    const user = openAt(PATH, { permissions: ['products.read'] });

    await screen.findByRole('grid');
    await user.click(cell(0, 'SKU'));
    await user.keyboard('X{Enter}');

    expect(screen.queryByRole('button', { name: 'Save variants' })).toBe(null);
  });
});

describe('A new product', () => {
  it('is made of a name, options and a price: its variants come by themselves', async () => {
    const sent: unknown[] = [];
    server.use(
      getCreateProductMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aProduct();
      }),
    );
    const user = openAt('/products/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Huila');
    await user.type(screen.getByLabelText(/^Price EUR/), '12.50');
    await user.click(screen.getByRole('button', { name: 'Add options' }));
    const form = within(await dialog());
    const [name] = form.getAllByLabelText(/^Option/);
    await user.type(name!, 'Size');
    await user.type(form.getByLabelText('Values'), '250 g,1 kg,');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Apply' }));
    await screen.findByRole('grid');
    await user.click(screen.getByRole('button', { name: 'Create product' }));

    await screen.findByText('Saved.');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      texts: { en: { name: 'Huila' } },
      status: 'active',
      options: [{ key: 'size', values: [{ code: '250 g' }, { code: '1 kg' }] }],
      rows: [
        { sku: 'HUILA-250-G', options: { size: '250 g' }, prices: { EUR: { amount_minor: 1250 } } },
        { sku: 'HUILA-1-KG', options: { size: '1 kg' }, prices: { EUR: { amount_minor: 1250 } } },
      ],
    });
  });
});
