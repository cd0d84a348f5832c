import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BulkEditRecord } from '../../../api/model';
import { pageOf, refused } from '../../../mock/answers.ts';
import {
  getBeginBulkEditMockHandler,
  getGetBulkEditMockHandler,
  getListBulkEditsMockHandler,
  getPreviewBulkEditMockHandler,
  getUndoBulkEditMockHandler,
} from '../../../mock/generated/products/products.msw.ts';
import { aBulkEdit } from '../../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../../testing/opening';
import { server } from '../../../testing/server.ts';
import { changeOf, UNCHANGED } from './asking.ts';

const PATH = '/products';

function record(part: Partial<BulkEditRecord> = {}): BulkEditRecord {
  return { ...aBulkEdit(), noted: [], ...part };
}

async function chosen(user: ReturnType<typeof openAt>) {
  await user.click(await screen.findByRole('checkbox', { name: 'Select' }));
  await user.click(screen.getByRole('button', { name: 'Edit …' }));
  return within(await dialog());
}

describe('Many products', () => {
  it('are previewed before and after, and then edited by one press', async () => {
    const sent: unknown[] = [];
    server.use(
      getPreviewBulkEditMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return {
          total: 2,
          checked: 2,
          changed: 1,
          refused: 1,
          refusals: { price_not_positive: 1 },
          items: [
            {
              product_id: 'product-1',
              name: 'Linen towel',
              refusal: null,
              changes: [
                {
                  sku: 'TOWEL-RED',
                  field: 'price',
                  currency: 'EUR',
                  before: '2000',
                  after: '1795',
                },
              ],
            },
          ],
        };
      }),
      getBeginBulkEditMockHandler(aBulkEdit({ status: 'running', done: 0 })),
      getGetBulkEditMockHandler(record({ changed: 1, refused: 1 })),
    );
    const user = openAt(PATH);

    const form = await chosen(user);
    await user.click(form.getByRole('combobox', { name: /^Price$/ }));
    await user.click(await screen.findByRole('option', { name: 'Lower by percent' }));
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Preview' }));
    await form.findByText('€17.95');
    form.getByText(/Its price would be 0 or less/);
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Edit 2 products' }));

    await form.findByText(/1 changed, 1 left out/);
    expect(sent).toEqual([
      {
        selection: { product_ids: ['product-1'] },
        change: { price: { basis_points: -1000, ending: 'exact', compare_at: 'keep' } },
      },
    ]);
  });

  it('that the list finds are meant where one says so', async () => {
    const sent: unknown[] = [];
    server.use(
      getPreviewBulkEditMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { total: 0, checked: 0, changed: 0, refused: 0, refusals: {}, items: [] };
      }),
    );
    const user = openAt(`${PATH}?status=draft`);

    await user.click(await screen.findByRole('button', { name: 'Bulk edit' }));
    const form = within(await dialog());
    await user.click(form.getByRole('combobox', { name: /^Status$/ }));
    await user.click(await screen.findByRole('option', { name: 'Archived' }));
    await user.click(form.getByRole('button', { name: 'Preview' }));

    await form.findByRole('button', { name: 'Edit 0 products' });
    expect(sent).toEqual([
      {
        selection: { filter: { q: '', status: 'draft', category: null, stock: null } },
        change: { status: 'archived' },
      },
    ]);
  });

  it('say what is missing before anything is asked', async () => {
    const user = openAt(PATH);

    const form = await chosen(user);
    await user.click(form.getByRole('button', { name: 'Preview' }));

    await form.findByText('Choose what to change.');
  });

  it('keep the form where the preview is refused', async () => {
    server.use(getPreviewBulkEditMockHandler(refused('forbidden', 403)));
    const user = openAt(PATH);

    const form = await chosen(user);
    await user.click(form.getByRole('combobox', { name: /^Status$/ }));
    await user.click(await screen.findByRole('option', { name: 'Archived' }));
    await user.click(form.getByRole('button', { name: 'Preview' }));

    await form.findByRole('alert');
  });
});

describe('An edit of many products', () => {
  it('is undone as one, and says what stays', async () => {
    const undone: string[] = [];
    server.use(
      getListBulkEditsMockHandler(pageOf(aBulkEdit())),
      getGetBulkEditMockHandler(() =>
        undone.length > 0
          ? record({
              status: 'undone',
              undone: 2,
              kept: 1,
              noted: [{ product_id: 'p', name: 'Linen towel', refusal: null, kept: ['price.EUR'] }],
            })
          : record(),
      ),
      getUndoBulkEditMockHandler(({ params }) => {
        undone.push(String(params['editId']));
        return aBulkEdit({ status: 'undoing' });
      }),
    );
    const user = openAt('/products/edits');

    const table = await screen.findByRole('table');
    await hasNoBarrier();
    await user.click(within(table).getAllByRole('button')[0]!);
    const form = within(await dialog());
    await user.click(await form.findByRole('button', { name: 'Undo all of it' }));

    await form.findByText(/kept, as somebody changed them since: Price EUR/);
    expect(undone).toEqual(['edit-1']);
  });
});

describe('What is asked for', () => {
  it('is nothing where nothing changes, and signed where something does', () => {
    expect(changeOf(UNCHANGED)).toBeNull();
    expect(changeOf({ ...UNCHANGED, price: 'lower_amount', amount: null })).toBeNull();
    expect(changeOf({ ...UNCHANGED, price: 'lower_amount', amount: 150, currency: 'EUR' })).toEqual(
      {
        price: { amount_minor: -150, currency: 'EUR', ending: 'exact', compare_at: 'keep' },
      },
    );
  });
});
