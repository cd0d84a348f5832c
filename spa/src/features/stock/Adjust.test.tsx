import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, pageOf, refused } from '../../mock/answers.ts';
import {
  getAdjustStockMockHandler,
  getGetStockMockHandler,
} from '../../mock/generated/stock/stock.msw.ts';
import { getListLocationsMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { aStockDetail } from '../../mock/samples/goods.ts';
import { aLocation } from '../../mock/samples/locations.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/stock/TOWEL-RED';

async function opened(user: ReturnType<typeof openAt>) {
  await user.click(await screen.findByRole('button', { name: 'Adjust stock' }));
  return within(await dialog());
}

async function fill(user: ReturnType<typeof openAt>, units: string) {
  const form = await opened(user);
  await form.findAllByDisplayValue(/MAD/);
  await user.type(form.getByRole('textbox', { name: /Units/ }), units);
  await user.type(form.getByRole('textbox', { name: /Reason/ }), 'counted');
  await user.click(form.getByRole('button', { name: 'Save adjustment' }));
  return form;
}

describe('Adjusting stock', () => {
  it('sends whole units at the first location, and shows the new figure', async () => {
    const sent: unknown[] = [];
    server.use(
      getAdjustStockMockHandler(async ({ request }) => {
        sent.push(await request.json());
        server.use(getGetStockMockHandler(aStockDetail({ free: 37, on_hand: 39 })));
      }),
    );
    const user = openAt(PATH);

    await fill(user, '25');

    await screen.findByText('Stock adjusted');
    await screen.findByText('37');
    expect(sent).toEqual([{ location: 'MAD', kind: 'receipt', quantity: 25, note: 'counted' }]);
  });

  it.each(['1.5', '0', 'abc', '9,999', '10000001'])('sends nothing for %s', async (typed) => {
    const user = openAt(PATH);

    const form = await fill(user, typed);

    await form.findByText(/Enter a whole number other than 0/);
  });

  it('says that units are reserved where too many are taken', async () => {
    server.use(getAdjustStockMockHandler(refused('not_enough_stock', 409)));
    const user = openAt(PATH, { locale: 'en' });

    const form = await fill(user, '−20');

    expect((await form.findByRole('alert')).textContent).toMatch(/some are reserved for orders/);
  });

  it('waits for the locations, and for a shop without one', async () => {
    server.use(getListLocationsMockHandler(never));
    const user = openAt(PATH);
    const form = await opened(user);

    expect(form.getByRole<HTMLInputElement>('combobox', { name: 'Location' }).value).toBe('');
    server.use(getListLocationsMockHandler(pageOf(aLocation({ code: 'BCN' }))));
    await hasNoBarrier();
  });

  it('is not offered to who can only look', async () => {
    const user = openAt(PATH, { permissions: ['stock.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Adjust stock' }));
    await screen.findByText(/You need the permission “adjust inventory”/);
  });
});
