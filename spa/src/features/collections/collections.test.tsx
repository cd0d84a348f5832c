import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Collection } from '../../api/model';
import {
  getAddCollectionMockHandler,
  getGetCollectionMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const WHOLE = {
  slug: 'gifts',
  texts: { en: { name: 'Gifts', slug: '', description: '', seo_title: '', seo_description: '' } },
  matches_any: false,
  starts_at: null,
  ends_at: null,
  picture: null,
};

const HAND: Collection = {
  ...WHOLE,
  id: 'collection-1',
  by_rule: false,
  conditions: [],
  sort: 'by_hand',
  products: 3,
  chosen: [],
  is_filling: false,
  version: 1,
};

function hear(sent: unknown[]) {
  server.use(
    getAddCollectionMockHandler(async ({ request }) => {
      sent.push(await request.json());
      return undefined as never;
    }),
  );
}

describe('A collection', () => {
  it('by rule is sent with its conditions', async () => {
    const sent: unknown[] = [];
    hear(sent);
    const user = openAt('/collections/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Gifts');
    await user.click(screen.getByRole('switch', { name: /by a rule/ }));
    await user.click(screen.getByRole('button', { name: 'Add condition' }));
    await user.type(screen.getByRole('combobox', { name: 'Is one of' }), 'gift{Enter}');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        ...WHOLE,
        by_rule: true,
        conditions: [{ kind: 'tag', key: '', values: ['gift'], low: null, high: null, days: 0 }],
        products: [],
        sort: 'featured',
      },
    ]);
  });

  it('by rule is not sent without a condition', async () => {
    const user = openAt('/collections/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Gifts');
    await user.click(screen.getByRole('switch', { name: /by a rule/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText(/at least one condition/);
  });

  it('by hand has products in an order', async () => {
    const sent: unknown[] = [];
    hear(sent);
    const user = openAt('/collections/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Gifts');
    await user.click(screen.getByRole('combobox', { name: 'Add a product' }));
    await user.click((await screen.findAllByRole('option'))[0] ?? document.body);
    expect(within(screen.getByRole('main')).getByRole('button', { name: /^Remove/ })).toBeTruthy();
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      { ...WHOLE, by_rule: false, conditions: [], products: [expect.any(String)], sort: 'by_hand' },
    ]);
  });

  it('by hand is put in order by keys, by a number and to the ends', async () => {
    const chosen = ['Ash', 'Birch', 'Cedar'].map((name) => ({ id: name, name }));
    server.use(getGetCollectionMockHandler({ ...HAND, chosen }));
    const user = openAt('/collections/collection-1');
    const names = () =>
      screen
        .getAllByRole('textbox', { name: /^Place of/ })
        .map((one) => one.getAttribute('aria-label'));

    await user.click(await screen.findByRole('button', { name: 'Move Cedar to the top' }));
    screen.getByRole('button', { name: 'Move Cedar' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(names()).toEqual(['Place of Ash', 'Place of Cedar', 'Place of Birch']);
    const place = screen.getByRole('textbox', { name: 'Place of Ash' });
    await user.clear(place);
    await user.type(place, '9{Enter}');

    expect(names()).toEqual(['Place of Cedar', 'Place of Birch', 'Place of Ash']);
    await screen.findByText('Ash is now 3 of 3.');
    await hasNoBarrier();
  });
});
