import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getAddProductTypeMockHandler,
  getEditProductMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('A product type', () => {
  it('gets keys and codes from the names of its attributes and choices', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddProductTypeMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/product-types/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Coffee');
    await user.click(screen.getByRole('button', { name: 'Add attribute' }));
    const attribute = within(screen.getByRole('group', { name: 'Attribute 1' }));
    await user.type(attribute.getByLabelText(/^Name · English/), 'Net weight');
    await user.click(attribute.getByRole('combobox', { name: 'Type of value' }));
    await user.click(await screen.findByRole('option', { name: 'Number' }));
    await user.type(attribute.getByLabelText('Unit'), 'g');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        names: { en: 'Coffee' },
        code: 'coffee',
        attributes: [
          {
            key: 'net_weight',
            kind: 'number',
            names: { en: 'Net weight' },
            unit: 'g',
            choices: [],
            filterable: true,
            shown: true,
            required: false,
            on_variants: false,
          },
        ],
      },
    ]);
  });

  it('is not saved with a choice that has no choices', async () => {
    const user = openAt('/product-types/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Coffee');
    await user.click(screen.getByRole('button', { name: 'Add attribute' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText(/needs a name/);
  });
});

describe('A type with an attribute that has no name', () => {
  it('is not saved, and says where the name is missing', async () => {
    const user = openAt('/product-types/new');
    await user.type(await screen.findByLabelText(/^Name · English/), 'Taps');
    await user.type(screen.getByLabelText(/^Name · Spanish/), 'Grifos');
    await user.click(screen.getByRole('button', { name: 'Add attribute' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    const attribute = within(screen.getByRole('group', { name: 'Attribute 1' }));
    await expect
      .poll(() => attribute.getByLabelText(/^Name · English/).getAttribute('aria-invalid'))
      .toBe('true');
  });
});

describe('The attributes of a product', () => {
  it('are those of its type, each with a field of its kind', async () => {
    const sent: unknown[] = [];
    server.use(
      getEditProductMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/products/product-1');

    await user.click(await screen.findByRole('combobox', { name: 'Product type' }));
    await user.click(await screen.findByRole('option', { name: 'Coffee' }));
    await user.click(await screen.findByRole('combobox', { name: 'Roast' }));
    await user.click(await screen.findByRole('option', { name: 'Dark' }));
    await user.type(screen.getByLabelText('Altitude (m)'), '1650');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ type_id: 'type-1', attributes: { roast: 'dark', altitude: '1650' } }]);
  });
});
