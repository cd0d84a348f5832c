import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getAddPromotionMockHandler,
  getChangePromotionMockHandler,
  getGetPromotionMockHandler,
  getLimitPromotionCodeMockHandler,
  getListCodeBatchesMockHandler,
  getListPromotionCodesMockHandler,
  getOrderCodeBatchMockHandler,
  getSimulatePromotionsMockHandler,
} from '../../mock/generated/marketing/marketing.msw.ts';
import { aBatch, aCode, aPromotion, aSimulation } from '../../mock/samples/promotions.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { stateOf } from './state.ts';
import { minuteOf, ruleOf, timeOf, valuesOf } from './values.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');

describe('A promotion', () => {
  it('is written as a sentence while it is typed, and created with its code', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddPromotionMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPromotion();
      }),
    );
    const user = openAt('/promotions/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Spring');
    await user.clear(screen.getByLabelText(/^Percentage off/));
    await user.type(screen.getByLabelText(/^Percentage off/), '15');
    await user.type(screen.getByLabelText(/^Minimum spend · EUR/), '50');
    await user.click(screen.getByRole('switch', { name: /^Only with a code/ }));
    await user.type(screen.getByLabelText(/^Code/), 'spring15');

    expect(screen.getByText('15% off the order, for all products')).toBeTruthy();
    expect(screen.getByText(/^The cart has .*50.* or more/)).toBeTruthy();
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([
      {
        names: { en: 'Spring' },
        code: 'SPRING15',
        needs_code: true,
        rule: {
          reward: { kind: 'order_percent', percent: 15 },
          conditions: { minimum: { EUR: 5000 } },
        },
      },
    ]);
  });

  it('is for goods by collection, tag and attribute, and for confirmed addresses', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddPromotionMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPromotion();
      }),
    );
    const user = openAt('/promotions/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Clay');
    await user.type(screen.getByRole('combobox', { name: /^Tags/ }), 'outlet{Enter}');
    await user.type(
      screen.getByRole('combobox', { name: /^Attributes and options/ }),
      'material: clay{Enter}',
    );
    await user.click(screen.getByRole('switch', { name: /^Only for a confirmed/ }));

    expect(screen.getByText(/products tagged outlet or goods with material: clay/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await expect
      .poll(() => sent)
      .toMatchObject([
        {
          rule: {
            goods: { tags: ['outlet'], traits: [{ key: 'material', value: 'clay' }] },
            conditions: { needs_proof: true },
          },
        },
      ]);
  });

  it('says that a name is missing where it is missing', async () => {
    const user = openAt('/promotions/new');
    const name = await screen.findByLabelText(/^Name · English/);
    await user.type(name, 'Spring');
    await user.clear(name);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true');

    await user.type(name, 'Spring');

    expect(name.getAttribute('aria-invalid')).not.toBe('true');
  });

  it('says at the field what the shop refuses', async () => {
    server.use(getAddPromotionMockHandler(refused('code_taken', 409, { field: 'code' })));
    const user = openAt('/promotions/new');

    await user.type(await screen.findByLabelText(/^Name · English/), 'Spring');
    await user.click(screen.getByRole('switch', { name: /^Only with a code/ }));
    const code = screen.getByLabelText(/^Code/);
    await user.type(code, 'SPRING10');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await expect.poll(() => code.getAttribute('aria-invalid')).toBe('true');
  });

  it('says that nobody can use it while it has no code', async () => {
    server.use(
      getGetPromotionMockHandler(aPromotion({ needs_code: true, codes: 0, status: 'active' })),
    );
    openAt('/promotions/p1');

    await screen.findByText(/^Nobody can use it yet/);
  });

  it('is paused at once, and not deleted once orders used it', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetPromotionMockHandler(aPromotion({ uses: 4 })),
      getChangePromotionMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPromotion({ status: 'paused', version: 3 });
      }),
    );
    const user = openAt('/promotions/p1');

    await user.click(await screen.findByRole('button', { name: 'Pause' }));

    await screen.findByText(/^Paused\./);
    expect(sent).toEqual([{ status: 'paused' }]);
    const [whole] = screen.getAllByRole('button', { name: 'Delete' });
    expect(whole?.getAttribute('aria-disabled')).toBe('true');
    await hasNoBarrier();
  });

  it('has a code limited by who has seen how it is', async () => {
    const sent: unknown[] = [];
    server.use(
      getListPromotionCodesMockHandler(pageOf(aCode({ used: 2, version: 3 }))),
      getLimitPromotionCodeMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
        return aCode({ used: 2, max_uses: 2, version: 4 });
      }),
    );
    const user = openAt('/promotions/p1');

    await user.click(await screen.findByRole('button', { name: 'Limit SPRING10' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Total uses/), '2');
    await hasNoBarrier();
    await user.click(dialog.getByRole('button', { name: 'Save' }));

    await expect.poll(() => sent).toEqual(['"3"', { max_uses: 2 }]);
  });

  it('has its codes made in the background, with how far they are', async () => {
    const sent: unknown[] = [];
    server.use(
      getListCodeBatchesMockHandler({ items: [aBatch({ status: 'making', made: 250 })] }),
      getOrderCodeBatchMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aBatch({ status: 'making', made: 0 });
      }),
    );
    const user = openAt('/promotions/p1');

    expect(await screen.findByRole('progressbar', { name: /being generated/ })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Generate codes' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText(/^Prefix/), 'win');
    await hasNoBarrier();
    await user.click(dialog.getByRole('button', { name: 'Save' }));

    await expect.poll(() => sent).toEqual([{ prefix: 'WIN', wanted: 1000, max_uses: 1 }]);
  });

  it.each([
    [{}, 'active'],
    [{ status: 'paused' }, 'paused'],
    [{ starts_at: '2026-12-01T00:00:00Z' }, 'planned'],
    [{ ends_at: '2026-11-30T12:00:00Z' }, 'ended'],
    [{ max_uses: 3, uses: 3 }, 'used_up'],
  ] as const)('%o is %s', (part, state) => {
    expect(stateOf(aPromotion(part), NOW)).toBe(state);
  });

  it('keeps of its rule what its kind of reward speaks of', () => {
    const values = { ...valuesOf(aPromotion()), amounts: { EUR: 100 }, buy: 3 };

    expect(ruleOf(values).reward).toEqual({ kind: 'order_percent', percent: 10 });
    expect(ruleOf({ ...values, kind: 'cheapest_free' }).reward).toEqual({
      kind: 'cheapest_free',
      buy: 3,
      get: null,
    });
    expect(['18:30', '00:00', ''].map(minuteOf)).toEqual([1110, 0, null]);
    expect([1110, 0, null].map(timeOf)).toEqual(['18:30', '00:00', '']);
  });
});

describe('The simulator', () => {
  it('says what a cart gets, and why not the rest', async () => {
    const sent: unknown[] = [];
    server.use(
      getSimulatePromotionsMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aSimulation();
      }),
    );
    const user = openAt('/promotions/simulator');

    await user.type(await screen.findByRole('combobox', { name: /^SKU 1/ }), 'tow');
    await user.click(await screen.findByRole('option', { name: /^TOWEL-RED/ }));
    await user.type(screen.getByLabelText(/^Codes/), 'spring10');
    await user.click(screen.getByRole('button', { name: 'Calculate' }));

    expect(await screen.findByText(/30.* more would make it apply/)).toBeTruthy();
    expect(sent).toMatchObject([
      { lines: [{ sku: 'TOWEL-RED', quantity: 1 }], codes: ['spring10'] },
    ]);
    await hasNoBarrier();
  });
});
