import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, pageOf, refused } from '../../mock/answers.ts';
import {
  getGetBackorderTermsMockHandler,
  getListIncomingMockHandler,
  getReceiveIncomingMockHandler,
  getSetBackorderTermsMockHandler,
} from '../../mock/generated/stock/stock.msw.ts';
import { anIncoming, someTerms } from '../../mock/samples/backorders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/stock/TOWEL-RED';

describe('Selling without stock', () => {
  it('is shown with what is owed, and changed with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetBackorderTermsMockHandler(
        someTerms({ kind: 'back_order', most: 20, owed: 3, days: 10, version: 4 }),
      ),
      getSetBackorderTermsMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
        return someTerms({ kind: 'back_order', most: 25, owed: 3, days: 10, version: 5 });
      }),
    );
    const user = openAt(PATH);

    await screen.findByText(/3 of up to 20 owed to customers/);
    await screen.findByText('Promised in 10 days from payment');
    const panel = screen.getByRole('heading', { name: 'Selling without stock' }).closest('section');
    await user.click(within(panel as HTMLElement).getByRole('button', { name: 'Change' }));
    const form = within(await dialog());
    const most = form.getByRole('textbox', { name: /Units that may be owed/ });
    await user.clear(most);
    await user.type(most, '25');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Selling without stock changed');
    expect(sent).toEqual([
      '"4"',
      { kind: 'back_order', most: 25, day: null, days: 10, until: null },
    ]);
    await hasNoBarrier();
  });

  it('waits, and says what went wrong', async () => {
    server.use(
      getGetBackorderTermsMockHandler(never),
      getListIncomingMockHandler(refused('unavailable', 503)),
    );
    openAt(PATH);

    await screen.findByRole('heading', { name: 'Incoming stock' });
    await screen.findByRole('alert');
    expect(screen.queryByText('Stop selling')).toBeNull();
  });
});

describe('Incoming stock', () => {
  it('is received with the units that came', async () => {
    const sent: unknown[] = [];
    server.use(
      getListIncomingMockHandler(pageOf(anIncoming({ quantity: 40, is_late: true }))),
      getReceiveIncomingMockHandler(async ({ request }) => {
        sent.push(await request.json());
        server.use(getListIncomingMockHandler(pageOf()));
      }),
    );
    const user = openAt(PATH);

    await screen.findByText('Late');
    await user.click(screen.getByRole('button', { name: 'Receive' }));
    const form = within(await dialog());
    const came = form.getByRole('textbox', { name: /Units that came/ });
    await user.clear(came);
    await user.type(came, '38');
    await user.click(form.getByRole('button', { name: 'Receive' }));

    await screen.findByText('Incoming stock received');
    await screen.findByText('Nothing is on its way.');
    expect(sent).toEqual([{ units: 38 }]);
  });

  it('is not changed by who can only look', async () => {
    server.use(getListIncomingMockHandler(pageOf(anIncoming())));
    const user = openAt(PATH, { permissions: ['stock.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Receive' }));
    await screen.findByText(/You need the permission “adjust inventory”/);
  });
});
