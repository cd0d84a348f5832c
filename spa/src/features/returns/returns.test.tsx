import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getChangeReturnPolicyMockHandler,
  getDecideReturnMockHandler,
  getGetReturnMockHandler,
  getGetReturnPolicyMockHandler,
  getListOrderReturnsMockHandler,
  getListReturnsMockHandler,
  getListUnmatchedWithdrawalsMockHandler,
  getOpenReturnMockHandler,
  getReceiveReturnMockHandler,
  getSettleReturnMockHandler,
} from '../../mock/generated/returns/returns.msw.ts';
import { eur } from '../../mock/samples/orders.ts';
import { aReturn, aReturnPolicy, aReturnRow, orderReturns } from '../../mock/samples/returns.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/returns/RT-7K2M-Q9XT';

describe('The list of returns', () => {
  it('asks for those whose refund is due, and shows statements that fit no order', async () => {
    const asked: string[] = [];
    server.use(
      getListReturnsMockHandler(({ request }) => {
        asked.push(new URL(request.url).search);
        return {
          items: [aReturnRow({ is_late: true, refund_due_at: '2026-12-04T09:00:00Z' })],
          next_cursor: null,
        };
      }),
      getListUnmatchedWithdrawalsMockHandler({
        items: [
          {
            id: 's-1',
            number: 'K7QF-93ND',
            email: 'marta@example.com',
            name: 'Marta Gil',
            scope: '',
            stated_at: '2026-11-22T09:00:00Z',
          },
        ],
        next_cursor: null,
      }),
    );
    openAt('/returns?due=soon');

    await screen.findByRole('link', { name: 'RT-7K2M-Q9XT' });
    await screen.findByText(/K7QF-93ND/);
    await hasNoBarrier();

    expect(asked[0]).toContain('is_due=true');
  });

  it('says that there are none', async () => {
    server.use(getListReturnsMockHandler({ items: [], next_cursor: null }));
    openAt('/returns', { locale: 'es' });

    await screen.findByText('No hay devoluciones');
  });
});

describe('A return', () => {
  it('is decided line by line, with words to the customer', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetReturnMockHandler(aReturn()),
      getDecideReturnMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Decide' }));
    const form = within(await dialog());
    await user.clear(form.getByLabelText('Approve of Towel'));
    await user.type(form.getByLabelText('Approve of Towel'), '1');
    await user.type(form.getByLabelText('Words to the customer'), 'One was used.');
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: 'Approve' }));

    await screen.findByText('Decided. The customer gets an email.');
    expect(sent).toEqual([
      {
        answer: 'One was used.',
        without_exchange: false,
        lines: [{ line: 1, approved: 1, answer: '' }],
      },
    ]);
  });

  it('is received with the condition of each piece, never more than is expected', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetReturnMockHandler(
        aReturn({
          status: 'approved',
          may_receive: true,
          lines: [{ ...aReturn().lines[0]!, approved: 2 }],
        }),
      ),
      getReceiveReturnMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Receive goods' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText('Resellable of Towel'), '2');
    await user.type(form.getByLabelText('Damaged of Towel'), '1');
    await user.click(form.getByRole('button', { name: 'Receive goods' }));
    await user.clear(form.getByLabelText('Resellable of Towel'));
    await user.type(form.getByLabelText('Resellable of Towel'), '1');
    await user.click(form.getByRole('button', { name: 'Receive goods' }));

    await screen.findByText('Received. The customer gets an email.');
    expect(sent).toEqual([{ lines: [{ line: 1, resellable: 1, damaged: 1 }], location: null }]);
  });

  it('is settled by rule, and a refusal stands in the dialog', async () => {
    const proposal = {
      worth: eur(40_00),
      shipping: eur(0),
      shipping_left: eur(4_90),
      fee: eur(4_00),
      amount: eur(36_00),
      limit: eur(300_00),
    };
    server.use(
      getGetReturnMockHandler(aReturn({ status: 'received', may_cancel: false, proposal })),
      getSettleReturnMockHandler(refused('wrong_return_status', 409)),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const form = within(await dialog());
    await form.findByText('€36.00');
    await user.click(form.getByRole('button', { name: 'Refund' }));

    await form.findByText('The return has moved on meanwhile. Load it again.');
    await hasNoBarrier();
  });

  it('that there is none of says so', async () => {
    server.use(getGetReturnMockHandler(refused('unknown_return', 404)));
    openAt(PATH);

    await screen.findByText('This return does not exist.');
  });
});

describe('An order', () => {
  it('gets a return for its buyer, once', async () => {
    const sent: unknown[] = [];
    server.use(
      getListOrderReturnsMockHandler(orderReturns()),
      getOpenReturnMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aReturnRow({ status: 'approved' });
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await user.click(await screen.findByRole('button', { name: 'Open a return' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Open a return' }));
    await form.findByText('Choose at least one unit and a reason.');
    expect(sent).toEqual([]);

    await user.click(form.getByRole('combobox', { name: 'Towel' }));
    await user.click(await screen.findByRole('option', { name: '2' }));
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: 'Open a return' }));

    await screen.findByText('Opened. The customer gets an email.');
    const line = { line: 1, quantity: 2, reason: 'changed_mind', exchange_sku: '' };
    expect(sent).toEqual([{ lines: [line] }]);
  });
});

describe('The rules for returns', () => {
  it('are saved with the version that was read', async () => {
    const sent: { body: unknown; version: string | null }[] = [];
    server.use(
      getGetReturnPolicyMockHandler(aReturnPolicy()),
      getChangeReturnPolicyMockHandler(async ({ request }) => {
        sent.push({ body: await request.json(), version: request.headers.get('If-Match') });
        return aReturnPolicy({ version: 4, window_days: 60 });
      }),
    );
    const user = openAt('/settings/returns');

    const days = await screen.findByLabelText(/Days to return/);
    await user.clear(days);
    await user.type(days, '60');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.version).toBe('"3"');
    expect(sent[0]?.body).toMatchObject({ window_days: 60, countries: [] });
  });

  it('keep each country with its own days and costs, and take another', async () => {
    const sent: unknown[] = [];
    const countries = [
      { country: 'DE', window_days: 60, buyer_pays: false },
      { country: 'FR', window_days: 14, buyer_pays: true },
    ];
    server.use(
      getGetReturnPolicyMockHandler(aReturnPolicy({ countries })),
      getChangeReturnPolicyMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aReturnPolicy({ version: 4 });
      }),
    );
    const user = openAt('/settings/returns');

    const usual = (await screen.findAllByLabelText(/Days to return/))[0] as HTMLElement;
    await user.clear(usual);
    await user.type(usual, '45');
    const group = within(screen.getByRole('group', { name: 'Countries with other rules' }));
    await user.click(group.getByRole('button', { name: 'Add a country' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await group.findByText('Every row needs a country and a number of days.');
    expect(sent).toEqual([]);

    await user.click(group.getAllByRole('combobox', { name: 'Country' })[2] as HTMLElement);
    await user.click(await screen.findByRole('option', { name: 'Italy' }));
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([
      {
        window_days: 45,
        countries: [...countries, { country: 'IT', window_days: 45, buyer_pays: true }],
      },
    ]);
  });
});
