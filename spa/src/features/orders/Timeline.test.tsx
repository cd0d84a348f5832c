import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getGetOrderMockHandler,
  getResendMailMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const MAIL = {
  id: 'b3bb189e-8bf9-4888-9912-ace4e6543002',
  kind: 'order_confirmed',
  recipient: 'ana@example.com',
  status: 'sent' as const,
  attempts: 1,
  error: null,
  created_at: '2026-11-21T09:00:00Z',
  sent_at: '2026-11-21T09:00:03Z',
};

describe('The mails of an order', () => {
  it('are sent again once for each click that meant it', async () => {
    const asked: string[] = [];
    server.use(
      getGetOrderMockHandler(anOrder({ mails: [{ ...MAIL, may_be_sent_again: true }] })),
      getResendMailMockHandler(({ request }) => {
        asked.push(new URL(request.url).pathname);
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await user.dblClick(await screen.findByRole('button', { name: /^Send again: Email sent/ }));

    await screen.findByText('The email is on its way again.');
    await hasNoBarrier();
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toContain(`/mails/${MAIL.id}/again/`);
  });

  it('are not offered where they would be wrong now', async () => {
    server.use(
      getGetOrderMockHandler(
        anOrder({ mails: [{ ...MAIL, kind: 'payment_failed', may_be_sent_again: false }] }),
      ),
    );
    openAt('/orders/K7QF-93MD', { locale: 'es' });

    await screen.findByText(/^Correo enviado/);
    expect(screen.queryByRole('button', { name: /^Enviar otra vez/ })).toBeNull();
  });
});
