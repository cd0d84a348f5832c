import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import {
  getListOrdersMockHandler,
  getMarkOrdersMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrderRow } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The list of orders', () => {
  it('asks for what its address says', async () => {
    const asked: string[] = [];
    server.use(
      getListOrdersMockHandler(({ request }) => {
        asked.push(new URL(request.url).search);
        return pageOf(anOrderRow({ fulfilment: 'on_hold', tags: ['gift'] }));
      }),
    );
    openAt('/orders?marked=held&tag=gift&channel=phone&payment=due&fulfilment=on_hold');

    await screen.findByText('K7QF-93MD');
    const last = new URLSearchParams(asked.at(-1));
    expect([last.get('held'), last.get('tag'), last.get('channel')]).toEqual([
      'true',
      'gift',
      'phone',
    ]);
    expect([last.get('payment'), last.get('fulfilment')]).toEqual(['due', 'on_hold']);
    screen.getAllByText('On hold');
    await hasNoBarrier();
  });

  it('tags all orders that are chosen in one act', async () => {
    const sent: unknown[] = [];
    server.use(
      getMarkOrdersMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/orders');

    await screen.findByText('K7QF-93MD');
    await user.click(screen.getByRole('checkbox', { name: 'Select all' }));
    await user.click(screen.getByRole('button', { name: 'Tag or assign' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Add tags/), 'rush');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        numbers: ['K7QF-93MD', 'M2RD-41TX', 'P9WC-77HL', 'T4BN-20VE'],
        add_tags: ['rush'],
        remove_tags: [],
      },
    ]);
  });
});
