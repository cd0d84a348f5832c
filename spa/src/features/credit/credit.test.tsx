import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAdjustGiftCardMockHandler,
  getGetCreditLimitsMockHandler,
  getGiveStoreCreditMockHandler,
  getIssueGiftCardMockHandler,
} from '../../mock/generated/gift-cards/gift-cards.msw.ts';
import { getGetOrderMockHandler } from '../../mock/generated/orders/orders.msw.ts';
import { anOrder, aPayment, aRefund } from '../../mock/samples/orders.ts';
import { aGiftCard } from '../../mock/samples/credit.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('A gift card', () => {
  it('is issued with a reason, and its code is shown once', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetCreditLimitsMockHandler({
        items: [{ currency: 'EUR', limit: { amount_minor: 10000, currency: 'EUR' } }],
      }),
      getIssueGiftCardMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { card: aGiftCard({ email: '' }), code: '7K2M-Q9XT-04WD-HN5R' };
      }),
    );
    const user = openAt('/gift-cards/new');

    await user.type(await screen.findByLabelText(/^Amount/), '50');
    await user.type(screen.getByLabelText(/^Reason/), 'Late parcel');
    await screen.findByText('You can give up to €100.00 in a day.');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('7K2M-Q9XT-04WD-HN5R');
    await hasNoBarrier();
    expect(sent).toEqual([
      { amount_minor: 5000, currency: 'EUR', expires_at: null, reason: 'Late parcel', name: '' },
    ]);
  });

  it('over the limit says whom to ask', async () => {
    server.use(getIssueGiftCardMockHandler(refused('credit_over_limit', 403)));
    const user = openAt('/gift-cards/new');

    await user.type(await screen.findByLabelText(/^Amount/), '5000');
    await user.type(screen.getByLabelText(/^Reason/), 'Goodwill');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('That is more than you can give or take in a day. Ask a manager.');
  });

  it('shows its ledger, and what it paid', async () => {
    openAt(`/gift-cards/${aGiftCard().id}`);

    const ledger = within(await screen.findByRole('table', { name: 'Ledger' }));
    expect(ledger.getByText('Spent')).toBeTruthy();
    expect(ledger.getByText('K7QF-93MD')).toBeTruthy();
    await hasNoBarrier();
  });

  it('is taken from with an amount below zero', async () => {
    const sent: unknown[] = [];
    server.use(
      getAdjustGiftCardMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aGiftCard();
      }),
    );
    const user = openAt(`/gift-cards/${aGiftCard().id}`);

    await user.click(await screen.findByRole('button', { name: 'Change balance' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('combobox', { name: /^Change/ }));
    await user.click(await screen.findByRole('option', { name: 'Take away' }));
    await user.type(dialog.getByLabelText(/^Amount/), '12.50');
    await user.type(dialog.getByLabelText(/^Reason/), 'Typed wrong');
    await hasNoBarrier();
    await user.click(dialog.getByRole('button', { name: 'Save' }));

    await expect.poll(() => sent).toEqual([{ amount_minor: -1250, reason: 'Typed wrong' }]);
  });
});

describe('An order', () => {
  it('paid by a gift card and another way shows both, and where a refund went', async () => {
    server.use(
      getGetOrderMockHandler(
        anOrder({
          payments: [
            aPayment({
              id: 'by-card',
              method: 'gift_card',
              gift_card: { id: aGiftCard().id, last_four: 'HN5R' },
            }),
            aPayment(),
          ],
          refunds: [aRefund({ payment_id: 'by-card' })],
        }),
      ),
    );
    const user = openAt('/orders/K7QF-93MD');

    const link = await screen.findByRole('link', { name: '•••• HN5R' });
    expect(link.getAttribute('href')).toContain(`/gift-cards/${aGiftCard().id}`);
    await screen.findByText(/Gift card •••• HN5R/);
    await user.click(screen.getByRole('button', { name: 'Refund' }));
    await screen.findByText(/Gift cards get back what they paid first/);
    await hasNoBarrier();
  });
});

describe('Store credit', () => {
  it('is given to a customer with a reason', async () => {
    const sent: unknown[] = [];
    server.use(
      getGiveStoreCreditMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { items: [] };
      }),
    );
    const user = openAt('/customers/customer-1');

    await user.click(await screen.findByRole('button', { name: 'Change store credit' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Amount/), '5');
    await user.type(dialog.getByLabelText(/^Reason/), 'Goodwill');
    await user.click(dialog.getByRole('button', { name: 'Save' }));

    await expect
      .poll(() => sent)
      .toEqual([{ amount_minor: 500, currency: 'EUR', reason: 'Goodwill' }]);
  });
});
