import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getEndScheduleMockHandler,
  getListScheduledPricesMockHandler,
  getSchedulePricesMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aScheduledPrice } from '../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { reduced } from './planning.ts';

const PATH = '/products/product-1';

describe('A sale', () => {
  it('is planned for all variants, and says what buyers will see', async () => {
    const sent: { prices: unknown; ends_at: unknown }[] = [];
    server.use(
      getSchedulePricesMockHandler(async ({ request }) => {
        sent.push((await request.json()) as (typeof sent)[number]);
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Plan prices' }));
    const form = within(await dialog());
    // 16.00 beside the 19.00 that was the lowest price of 30 days, not beside today's 20.00.
    await form.findByText('−16%');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Plan' }));

    await screen.findByText('Saved.');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      prices: [{ variant_id: 'variant-1', currency: 'EUR', amount_minor: 16_00 }],
    });
    expect(sent[0]?.ends_at).toBeTruthy();
  });

  it('keeps what was typed where it is refused', async () => {
    server.use(getSchedulePricesMockHandler(refused('schedule_refused', 422)));
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Plan prices' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Plan' }));

    await form.findByText(/Some prices cannot be planned/);
  });

  it('that runs is ended by one press', async () => {
    const ended: string[] = [];
    server.use(
      getListScheduledPricesMockHandler(pageOf(aScheduledPrice({ state: 'running', percent: 16 }))),
      getEndScheduleMockHandler(({ params }) => {
        ended.push(String(params['scheduleId']));
      }),
    );
    const user = openAt(PATH);

    await screen.findByText(/Buyers see −16%/);
    await user.click(screen.getByRole('button', { name: 'End now' }));

    await screen.findByText('Ended.');
    expect(ended).toEqual(['schedule-1']);
  });
});

describe('A price that is reduced', () => {
  it.each([
    [20_00, 2_000, 'exact', 16_00],
    [20_00, 2_000, '95', 15_95],
    [20_00, 2_000, '99', 15_99],
    [19_99, 1_500, '00', 16_00],
    [1_00, 5_000, '95', 50],
  ] as const)('of %i by %i basis points, rounded to %s, is %i', (minor, by, ending, expected) => {
    expect(reduced(minor, by, ending)).toBe(expected);
  });
});
