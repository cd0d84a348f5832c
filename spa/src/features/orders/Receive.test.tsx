import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetOrderMockHandler,
  getListAwaitedPaymentsMockHandler,
  getListRefundsByHandMockHandler,
  getReceivePaymentMockHandler,
  getSendPaymentLinkMockHandler,
  getSettleRefundMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { pageOf } from '../../mock/answers.ts';
import { anOrder, aPayment, eur } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const AWAITED = aPayment({
  method: 'transfer',
  status: 'pending',
  amount: eur(50_00),
  captured_at: null,
  capture_by: null,
  taken: null,
  awaits: { received: eur(30_00), due_at: '2026-11-25T10:15:00Z', is_at_the_door: false },
});

function awaiting() {
  return getGetOrderMockHandler(anOrder({ status: 'payment_pending', payments: [AWAITED] }));
}

describe('Money that people report', () => {
  it('is recorded once with what is left to come', async () => {
    const sent: unknown[] = [];
    server.use(
      awaiting(),
      getReceivePaymentMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await screen.findByText(/€30.00 of €50.00 received/);
    await user.click(screen.getByRole('button', { name: 'Record payment' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Bank reference/), 'REF 7');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Record it' }));

    await screen.findByText(/The order follows in a moment/);
    expect(sent).toMatchObject([
      { amount_minor: 20_00, received_by: 'transfer', reference: 'REF 7' },
    ]);
  });

  it('says in Spanish why it is refused, and keeps what was typed', async () => {
    server.use(awaiting(), getReceivePaymentMockHandler(refused('already_paid', 409)));
    const user = openAt('/orders/K7QF-93MD', { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Registrar pago' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Referencia del banco/), 'REF 7');
    await user.click(form.getByRole('button', { name: 'Registrarlo' }));

    expect((await form.findByRole('alert')).textContent).toContain('ya está pagado');
    expect(form.getByLabelText<HTMLInputElement>(/Referencia del banco/).value).toBe('REF 7');
  });

  it('is not recorded by who may not refund', async () => {
    server.use(awaiting());
    openAt('/orders/K7QF-93MD', { permissions: ['orders.read'] });

    await screen.findByText(/€30.00 of €50.00 received/);
    expect(screen.queryByRole('button', { name: 'Record payment' })).toBeNull();
  });
});

describe('A link to pay', () => {
  it('is mailed for so many days, and is not offered for an order that is paid', async () => {
    const sent: unknown[] = [];
    server.use(
      awaiting(),
      getSendPaymentLinkMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { url: 'https://shop.example/en/orders/K7QF-93MD', ends_at: '2026-11-25T10:15:00Z' };
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await user.click(await screen.findByRole('button', { name: 'Send payment link' }));
    const form = within(await dialog());
    await user.clear(form.getByLabelText(/Days to pay/));
    await user.type(form.getByLabelText(/Days to pay/), '5');
    await user.click(form.getByRole('button', { name: 'Send payment link' }));

    await screen.findByText(/on its way to the customer/);
    expect(sent).toEqual([{ days: 5 }]);
  });
});

describe('Payments by hand', () => {
  it('are what is to come and what has to be transferred back', async () => {
    const sent: unknown[] = [];
    server.use(
      getSettleRefundMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/payments');

    await screen.findByText('Paid too much');
    await screen.findAllByText('Bank transfer');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: /Paid by hand|paid/i }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Bank reference/), 'BACK 1');
    await user.click(form.getByRole('button', { name: /Paid by hand|paid/i }));

    await expect.poll(() => sent.length).toBe(1);
    expect(sent).toMatchObject([{ outcome: 'paid_by_hand', reference: 'BACK 1' }]);
  });

  it('say so where there are none', async () => {
    server.use(
      getListAwaitedPaymentsMockHandler(pageOf()),
      getListRefundsByHandMockHandler(pageOf()),
    );
    openAt('/payments', { locale: 'es' });

    await screen.findByText('No hay reembolsos pendientes');
    await screen.findByText('No se espera ningún pago');
  });
});
