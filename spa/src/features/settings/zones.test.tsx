import { screen, within } from '@testing-library/react';
import { describe, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import { getAddShippingZoneMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Shipping zones', () => {
  it('are made of postal codes, and say which other zone is in the way', async () => {
    server.use(
      getAddShippingZoneMockHandler(
        refused('shipping_zones_overlap', 409, {
          other: 'canarias',
          country: 'ES',
          region: '',
          postal_codes: '35',
          field: 'areas',
        }),
      ),
    );
    const user = openAt('/settings/shipping');

    await user.click(await screen.findByRole('button', { name: 'Add zone' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Name/), 'Islands');
    await user.type(form.getByLabelText(/^Code/), 'islands');
    await user.type(form.getByLabelText('Postal codes'), '35');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await form.findByText(/The zone canarias holds some of the same addresses/);
  });

  it('are tried with a parcel, and say whose price it is', async () => {
    const user = openAt('/settings/shipping');

    await user.type(await screen.findByLabelText('Postal code'), '35001');
    await user.click(screen.getByRole('button', { name: 'Check' }));

    await screen.findByText('Offered at the price for Canary Islands');
    await hasNoBarrier();
  });
});
