import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAddCouponMockHandler,
  getGetCouponMockHandler,
} from '../../mock/generated/marketing/marketing.msw.ts';
import { aCoupon } from '../../mock/samples/settings.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { stateOf } from './state.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');

describe('A coupon', () => {
  it('is created with an amount of a currency', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddCouponMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/coupons/new');

    await user.type(await screen.findByLabelText(/^Code/), 'five');
    await user.click(screen.getByRole('combobox', { name: /^Type/ }));
    await user.click(await screen.findByRole('option', { name: 'Amount off' }));
    await user.type(screen.getByLabelText(/^Amount off/), '5');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        code: 'FIVE',
        percent: null,
        currency: 'EUR',
        amount_minor: 500,
        minimum_minor: 0,
        max_uses: null,
        starts_at: null,
        ends_at: null,
      },
    ]);
  });

  it('whose code is taken says so at the code', async () => {
    server.use(getAddCouponMockHandler(refused('coupon_taken', 409, { field: 'code' })));
    const user = openAt('/coupons/new');

    const code = await screen.findByLabelText(/^Code/);
    await user.type(code, 'SPRING10');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await expect.poll(() => code.getAttribute('aria-invalid')).toBe('true');
  });

  it('that orders used keeps its worth, and is not deleted', async () => {
    server.use(getGetCouponMockHandler(aCoupon({ used: 4 })));
    openAt('/coupons/SPRING10');

    const worth = await screen.findByLabelText<HTMLInputElement>(/^Percentage off/);
    expect(worth.disabled).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>(/^Total uses/).disabled).toBe(false);
    await hasNoBarrier();
  });

  it.each([
    [{}, 'active'],
    [{ starts_at: '2026-12-01T00:00:00Z' }, 'planned'],
    [{ ends_at: '2026-11-30T12:00:00Z' }, 'ended'],
    [{ max_uses: 3, used: 3 }, 'used_up'],
  ] as const)('%o is %s', (part, state) => {
    expect(stateOf(aCoupon(part), NOW)).toBe(state);
  });
});
