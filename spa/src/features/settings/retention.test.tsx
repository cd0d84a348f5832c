import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { RetentionRule } from '../../api/model';
import {
  getListRetentionMockHandler,
  getListRetentionRunsMockHandler,
  getPreviewRetentionMockHandler,
  getSetRetentionMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const CARTS: RetentionRule = {
  kind: 'carts',
  keep_days: 30,
  least_days: 1,
  most_days: 30,
  may_stay: false,
  law: null,
  version: 0,
};
const ORDERS: RetentionRule = {
  kind: 'orders',
  keep_days: null,
  least_days: 2562,
  most_days: 36500,
  may_stay: true,
  law: { country: 'ES', years: 6, source: 'Art. 30 Código de Comercio' },
  version: 2,
};

function answered() {
  const sent: unknown[] = [];
  server.use(
    getListRetentionMockHandler({ items: [CARTS, ORDERS], next_cursor: null }),
    getListRetentionRunsMockHandler({
      items: [
        {
          day: '2026-05-04',
          counts: { carts: 1204 },
          started_at: '2026-05-04T02:00:00Z',
          ended_at: null,
        },
      ],
      next_cursor: null,
    }),
    getPreviewRetentionMockHandler({ would_go: 1204, is_more: false }),
    getSetRetentionMockHandler(async ({ request }) => {
      sent.push(request.headers.get('if-match'), await request.json());
      return { ...CARTS, keep_days: 7, version: 1 };
    }),
  );
  return sent;
}

describe('Data retention', () => {
  it('says before it is saved how much would go', async () => {
    const sent = answered();
    const user = openAt('/settings/retention');

    await screen.findByText('Abandoned carts: 1204');
    await user.click(screen.getByRole('button', { name: 'Change: Abandoned carts' }));
    const days = within(await dialog()).getByLabelText(/^Days/);
    await user.clear(days);
    await user.type(days, '7');
    await screen.findByText('1,204 would go now.');
    await hasNoBarrier();
    await user.click(within(await dialog()).getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual(['"0"', { keep_days: 7 }]);
  });

  it('names the law that a kind is kept for, in Spanish too', async () => {
    answered();
    const user = openAt('/settings/retention', { locale: 'es' });

    await user.click(
      await screen.findByRole('button', { name: 'Cambiar: Compradores de pedidos terminados' }),
    );

    await screen.findByText(/Art. 30 Código de Comercio/);
    await hasNoBarrier();
  });
});
