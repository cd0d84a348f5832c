import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getChangePaymentMethodMockHandler,
  getGetPaymentMethodMockHandler,
  getListPaymentMethodsMockHandler,
  getUndoPaymentMethodMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { aPaymentSetting } from '../../mock/samples/settings.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The payment methods', () => {
  it('are listed in the order of the checkout, with what is on', async () => {
    openAt('/settings/payments');

    await screen.findAllByText('Bank transfer');
    expect(screen.getByText('On')).toBeTruthy();
    expect(screen.getAllByText('Spain').length).toBe(2);
    await hasNoBarrier();
  });

  it('say so where none can be read, and where one may not see them', async () => {
    server.use(getListPaymentMethodsMockHandler(refused('forbidden', 403)));
    openAt('/settings/payments', { permissions: ['orders.read'] });

    await screen.findByRole('alert');
  });
});

describe('A payment method', () => {
  it('sends what was changed with the version that was read', async () => {
    const sent: { version: string | null; body: unknown }[] = [];
    server.use(
      getChangePaymentMethodMockHandler(async ({ request }) => {
        sent.push({ version: request.headers.get('if-match'), body: await request.json() });
        return aPaymentSetting({ version: 4 });
      }),
    );
    const user = openAt('/settings/payments/transfer');

    const days = await screen.findByLabelText(/^Days to pay/);
    await user.clear(days);
    await user.type(days, '4');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await expect.poll(() => sent.length).toBe(1);
    expect(sent[0]).toMatchObject({
      version: '"3"',
      body: {
        due_days: 4,
        countries: ['ES'],
        amounts: [{ currency: 'EUR', least_minor: 0, most_minor: 500_00 }],
      },
    });
  });

  it('leaves a range empty in a currency that has none', async () => {
    server.use(getGetPaymentMethodMockHandler(aPaymentSetting({ amounts: [] })));
    openAt('/settings/payments/transfer');

    const least = await screen.findByLabelText(/^From \(EUR\)/);
    expect(least).toHaveProperty('value', '');
  });

  it('says at its field that an account number is wrong', async () => {
    server.use(getChangePaymentMethodMockHandler(refused('invalid', 422, { field: 'iban' })));
    const user = openAt('/settings/payments/transfer', { locale: 'es' });

    const iban = await screen.findByLabelText(/IBAN/);
    await user.clear(iban);
    await user.type(iban, 'ES00');
    await user.click(screen.getByRole('button', { name: 'Guardar' }));

    await expect.poll(() => iban.getAttribute('aria-invalid')).toBe('true');
  });

  it('takes its last change back, where there is one', async () => {
    const sent: (string | null)[] = [];
    server.use(
      getUndoPaymentMethodMockHandler(({ request }) => {
        sent.push(request.headers.get('if-match'));
        return aPaymentSetting({ version: 4 });
      }),
    );
    const user = openAt('/settings/payments/transfer');

    await user.click(await screen.findByRole('button', { name: /Undo/ }));

    await screen.findByText('The change before is back.');
    expect(sent).toEqual(['"3"']);
  });

  it('asks for no account and no days where a provider reports the money', async () => {
    server.use(
      getGetPaymentMethodMockHandler(
        aPaymentSetting({ code: 'test', is_manual: false, needs_account: false }),
      ),
    );
    openAt('/settings/payments/test');

    await screen.findByLabelText(/^Order/);
    expect(screen.queryByLabelText(/IBAN/)).toBeNull();
    expect(screen.queryByLabelText(/^Days to pay/)).toBeNull();
  });
});
