import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getCancelOrderMockHandler,
  getDeliverOrderMockHandler,
  getGetOrderMockHandler,
  getRefundOrderMockHandler,
  getSettleRefundMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { allowed, anOrder, aRefund, eur, not } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

describe('Cancelling an order', () => {
  it('says what goes back, and sends the reason and the note once', async () => {
    const sent: unknown[] = [];
    server.use(
      getCancelOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Cancel order' }));
    const form = within(await dialog());
    await form.findByText(/€64\.90 goes back to the customer/);
    await user.click(form.getByRole('radio', { name: 'Something is not available' }));
    await user.type(form.getByLabelText(/Note/), ' by phone ');
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: 'Cancel the order' }));

    await screen.findByText('Cancelled. The customer gets an email.');
    expect(sent).toEqual([{ reason: 'sold_out', note: 'by phone' }]);
  });

  it('is not offered once it has left, and says why', async () => {
    const verbs = { ...anOrder().verbs, cancel: not('already_shipped') };
    server.use(getGetOrderMockHandler(anOrder({ status: 'shipped', verbs })));
    const user = openAt(PATH, { locale: 'es' });

    const cancel = await screen.findByRole('button', { name: 'Cancelar pedido' });
    await user.click(cancel);
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.hover(cancel);
    await screen.findByText('Ya se ha enviado.');
  });
});

describe('Marking an order as delivered', () => {
  it('asks once and says so', async () => {
    let asked = 0;
    server.use(
      getGetOrderMockHandler(
        anOrder({
          status: 'shipped',
          verbs: { ...anOrder().verbs, ship: not('already_shipped'), deliver: allowed() },
        }),
      ),
      getDeliverOrderMockHandler(() => {
        asked += 1;
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Mark as delivered' }));
    const form = within(await dialog());
    await user.dblClick(form.getByRole('button', { name: 'Mark as delivered' }));

    await screen.findByText('Marked as delivered. The customer gets an email.');
    expect(asked).toBe(1);
  });
});

describe('Refunding an order', () => {
  async function asked(fill: (form: ReturnType<typeof within>) => Promise<void>, button: RegExp) {
    const sent: unknown[] = [];
    server.use(
      getRefundOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aRefund({ status: 'requested', settled_at: null });
      }),
    );
    const form = within(await dialog());
    await fill(form);
    await form.findByRole('button', { name: button });
    return { form, sent };
  }

  it('gives all back that is left, with the items where one says so', async () => {
    const user = openAt(PATH);
    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const { form, sent } = await asked(async (inside) => {
      await user.click(inside.getByText('All that is left'));
      await user.click(inside.getByRole('checkbox', { name: /back into stock/ }));
    }, /Refund €64\.90/);
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: 'Refund €64.90' }));

    await screen.findByText('The refund is on its way.');
    expect(sent).toEqual([{ reason: 'changed_mind', restock: true }]);
  });

  it('gives it back as store credit where one says so', async () => {
    const user = openAt(PATH);
    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const { form, sent } = await asked(async (inside) => {
      await user.click(inside.getByText('All that is left'));
      await user.click(inside.getByRole('combobox', { name: /^Money goes back/ }));
      await user.click(await screen.findByRole('option', { name: 'As store credit' }));
    }, /Refund €64\.90/);
    await user.click(form.getByRole('button', { name: 'Refund €64.90' }));

    await screen.findByText('The refund is on its way.');
    expect(sent).toEqual([{ reason: 'changed_mind', restock: false, to: 'store_credit' }]);
  });

  it('counts what units of a line are worth', async () => {
    const user = openAt(PATH);
    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const { form, sent } = await asked(async (inside) => {
      await user.type(inside.getByLabelText('Units of Linen towel'), '2');
    }, /Refund €40\.00/);
    await user.click(form.getByRole('button', { name: 'Refund €40.00' }));

    await screen.findByText('The refund is on its way.');
    expect(sent).toEqual([
      { reason: 'changed_mind', lines: [{ line: 1, quantity: 2 }], restock: false },
    ]);
  });

  it('sends no more units and no more money than are left', async () => {
    const user = openAt(PATH);
    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText('Units of Linen towel'), '4');
    await user.click(form.getByRole('button', { name: 'Refund' }));
    expect((await form.findByRole('alert')).textContent).toBe(
      'Enter how many units of which item.',
    );

    await user.click(form.getByText('Amount'));
    await user.type(form.getByLabelText(/Amount in EUR/), '64.91');
    await form.findByText('Enter an amount up to what is left.');
  });

  it('says the limit, and why the shop refused more', async () => {
    server.use(getRefundOrderMockHandler(refused('refund_over_limit', 403)));
    const user = openAt(PATH);
    await user.click(await screen.findByRole('button', { name: 'Refund' }));
    const form = within(await dialog());
    await form.findByText(/You can refund up to €300\.00 of an order/);
    await user.click(form.getByText('All that is left'));
    await user.click(form.getByRole('button', { name: 'Refund €64.90' }));

    expect((await form.findByRole('alert')).textContent).toBe(
      'That is more than you can refund of one order. Ask a manager.',
    );
  });
});

describe('A refund of an order', () => {
  it('that needs a person is ended by one', async () => {
    const sent: unknown[] = [];
    const waiting = aRefund({ status: 'needs_person', failure: 'no_way_back', settled_at: null });
    server.use(
      getGetOrderMockHandler(anOrder({ refunds: [waiting] })),
      getSettleRefundMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await screen.findByText(/send a transfer/);
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Paid by hand' }));
    const form = within(await screen.findByRole('dialog'));
    await user.type(form.getByLabelText(/Bank reference/), 'BACK 1');
    await user.click(form.getByRole('button', { name: 'Paid by hand' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([{ outcome: 'paid_by_hand', reference: 'BACK 1' }]);
  });

  it('stands in the sums and in the timeline as people write it', async () => {
    const order = anOrder();
    server.use(
      getGetOrderMockHandler(
        anOrder({
          refunds: [aRefund()],
          money: { paid: eur(64_90), refunded: eur(20_00), on_its_way: eur(0), left: eur(44_90) },
          events: [
            ...order.events,
            {
              id: 'event-refunded',
              kind: 'refunded',
              at: '2026-11-21T09:00:02Z',
              actor: 'shop',
              facts: { amount_minor: '2000', currency: 'EUR', reason: 'damaged' },
              trace: '',
            },
          ],
        }),
      ),
    );
    openAt(PATH, { locale: 'es' });

    await screen.findByText('20,00 € · Dañado');
    expect(screen.getAllByText('Reembolsado').length).toBeGreaterThan(1);
    expect(document.body.textContent).not.toContain('damaged');
  });
});
