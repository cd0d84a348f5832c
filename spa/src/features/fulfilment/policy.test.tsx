import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getGetFulfilmentPolicyMockHandler,
  getMakeCarrierSecretMockHandler,
  getSetFulfilmentPolicyMockHandler,
} from '../../mock/generated/fulfilment/fulfilment.msw.ts';
import { aFulfilmentPolicy } from '../../mock/samples/fulfilment.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const POLICY = aFulfilmentPolicy({
  carriers: [{ name: 'MRW', link: 'https://mrw.example/{}', reports: false }],
});

describe('How parcels are sent', () => {
  it('is saved as it is typed, against the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetFulfilmentPolicyMockHandler(POLICY),
      getSetFulfilmentPolicyMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...POLICY, version: 4 };
      }),
    );
    const user = openAt('/settings/fulfilment');

    const days = await screen.findByLabelText(/Delivered after/);
    await user.clear(days);
    await user.type(days, '7');
    await hasNoBarrier();
    await user.click(await screen.findByRole('button', { name: 'Save' }));

    await screen.findByText(/Saved/);
    expect(sent).toEqual([
      '"3"',
      {
        rule: 'fewest_parcels',
        delivered_after_days: 7,
        reminded_after_days: 4,
        cancelled_after_days: 10,
        waits_whole: false,
        carriers: [{ name: 'MRW', link: 'https://mrw.example/{}' }],
      },
    ]);
  });

  it('lets a carrier report and shows its secret once', async () => {
    server.use(
      getGetFulfilmentPolicyMockHandler(POLICY),
      getMakeCarrierSecretMockHandler({ url: 'https://shop.example/r', secret: 'whsec_x' }),
    );
    const user = openAt('/settings/fulfilment');

    await user.click(await screen.findByRole('button', { name: 'Let it report' }));

    await screen.findByDisplayValue('whsec_x');
    await screen.findByDisplayValue('https://shop.example/r');
    await hasNoBarrier();
  });

  it('reads in Spanish', async () => {
    server.use(getGetFulfilmentPolicyMockHandler(POLICY));
    openAt('/settings/fulfilment', { locale: 'es' });

    await screen.findByLabelText(/Transportistas/);
    await hasNoBarrier();
  });
});
