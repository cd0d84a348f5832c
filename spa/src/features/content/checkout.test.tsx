import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetCheckoutSettingsMockHandler,
  getSaveCheckoutSettingsMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { UNWRITTEN } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The checkout of a store', () => {
  it('takes orders from an amount on, each currency its own', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveCheckoutSettingsMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...UNWRITTEN, version: 1, document: {} };
      }),
    );
    const user = openAt('/settings/checkout');

    await user.type(await screen.findByLabelText(/^Minimum in EUR/), '20');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      '"0"',
      {
        phone: 'optional',
        company: 'optional',
        button: 'order_and_pay',
        minimum_minor: { EUR: 2000 },
      },
    ]);
  });

  it('says that there is no permission', async () => {
    server.use(getGetCheckoutSettingsMockHandler(refused('forbidden', 403)));
    openAt('/settings/checkout');

    await screen.findByText(/permission/i);
  });
});
