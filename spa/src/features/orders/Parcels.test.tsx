import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getBeginParcelMockHandler,
  getGetOrderMockHandler,
  getMoveAllocationMockHandler,
  getMoveParcelMockHandler,
  getShipOrderMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { getListLocationsMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { aLocation } from '../../mock/samples/locations.ts';
import { aParcel } from '../../mock/samples/fulfilment.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

async function panel() {
  const heading = await screen.findByRole('heading', { name: 'Parcels' });
  return within(heading.closest('section') as HTMLElement);
}

describe("The parcels of an order's record", () => {
  it('show what lies ready where, and begin a parcel of it', async () => {
    const sent: unknown[] = [];
    server.use(
      getBeginParcelMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);
    const parcels = await panel();

    expect(parcels.getByText('To pack at VLC')).not.toBeNull();
    expect(parcels.getByText('3 × Linen towel')).not.toBeNull();
    await hasNoBarrier();
    await user.click(parcels.getByRole('button', { name: 'Pack it' }));

    await screen.findByText('A parcel was begun.');
    expect(sent).toEqual([{}]);
  });

  it('take some of it in a dialog', async () => {
    const sent: unknown[] = [];
    server.use(
      getBeginParcelMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click((await panel()).getByRole('button', { name: 'Pack some of it' }));
    const form = within(await dialog());
    await user.clear(form.getByLabelText('Linen towel'));
    await user.type(form.getByLabelText('Linen towel'), '2');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Pack it' }));

    await screen.findByText('A parcel was begun.');
    expect(sent).toEqual([{ location: 'VLC', lines: [{ line: 1, quantity: 2 }] }]);
  });

  it('are moved on, and shipped by their own id', async () => {
    const moved: unknown[] = [];
    const shipped: string[] = [];
    server.use(
      getGetOrderMockHandler(anOrder({ shipments: [aParcel()], allocations: [] })),
      getMoveParcelMockHandler(async ({ request }) => {
        moved.push(await request.json());
      }),
      getShipOrderMockHandler(({ request }) => {
        shipped.push(new URL(request.url).pathname);
      }),
    );
    const user = openAt(PATH);
    const parcels = await panel();

    await user.click(parcels.getByRole('button', { name: 'Cancel parcel' }));
    await screen.findByText('Saved.');
    await user.click(parcels.getByRole('button', { name: 'Ship' }));
    await user.click(within(await dialog()).getByRole('button', { name: /Ship and notify/ }));

    await screen.findByText('Shipped. The customer gets an email.');
    expect(moved).toEqual([{ status: 'cancelled' }]);
    expect(shipped).toEqual(['/api/v1/orders/K7QF-93MD/shipments/parcel-1']);
  });

  it('say where units wait for stock', async () => {
    const order = anOrder({ allocations: [] });
    const [line] = order.lines;
    if (!line) throw new Error('the order has a line');
    const units = {
      allocated: 0,
      waiting: 3,
      in_parcels: 0,
      shipped: 0,
      cancelled: 0,
      due: '2026-12-24',
    };
    server.use(getGetOrderMockHandler({ ...order, lines: [{ ...line, units }] }));
    openAt(PATH);

    expect((await panel()).getByText('Waiting for stock')).not.toBeNull();
  });

  it('say why units cannot leave from elsewhere, in Spanish', async () => {
    server.use(
      getListLocationsMockHandler(pageOf(aLocation({ code: 'SVQ', name: 'Sevilla' }))),
      getMoveAllocationMockHandler(refused('not_at_location', 409)),
    );
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Enviar desde otro almacén' }));
    const form = within(await dialog());
    await user.click(form.getByRole('combobox', { name: /^Enviar desde/ }));
    await user.click(await screen.findByRole('option', { name: 'Sevilla' }));
    await user.type(form.getByLabelText(/Motivo/), 'más cerca');
    await user.click(form.getByRole('button', { name: 'Enviar desde otro almacén' }));

    expect((await form.findByRole('alert')).textContent).toBe(
      'No hay tantas unidades en ese almacén.',
    );
  });

  it('are not packed by who has no permission', async () => {
    openAt(PATH, { permissions: ['orders.read'] });

    const pack = (await panel()).getByRole('button', { name: 'Pack it' });
    expect(pack.getAttribute('aria-disabled')).toBe('true');
  });
});
