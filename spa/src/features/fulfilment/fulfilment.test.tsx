import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getBeginWaveMockHandler,
  getGetPickListMockHandler,
  getListTasksMockHandler,
  getMoveParcelsMockHandler,
  getShipManyMockHandler,
} from '../../mock/generated/fulfilment/fulfilment.msw.ts';
import { getListLocationsMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { aPickRow, aTask } from '../../mock/samples/fulfilment.ts';
import { aLocation } from '../../mock/samples/locations.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The board of the warehouse', () => {
  it('counts its queues, and begins parcels of the chosen orders', async () => {
    const sent: unknown[] = [];
    server.use(
      getBeginWaveMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { parcels: 1 };
      }),
    );
    const user = openAt('/fulfilment');

    await screen.findByText('To pick (1)');
    await user.click(await screen.findByRole('checkbox', { name: 'Select' }));
    await hasNoBarrier();
    await user.click(await screen.findByRole('button', { name: 'Begin parcels at VLC' }));

    await screen.findByText('The parcels are on the pick list.');
    expect(sent).toEqual([{ location: 'VLC', orders: ['K7QF-93MD'] }]);
  });

  it('ships by a pasted list, and says what became of each row', async () => {
    const sent: unknown[] = [];
    server.use(
      getListTasksMockHandler(
        pageOf(aTask({ id: 'task-2', status: 'packed', shipment_id: 'parcel-1' })),
      ),
      getShipManyMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return pageOf(
          { number: 'K7QF-93MD', outcome: 'shipped' as const, code: null },
          { number: 'P9WC-77HL', outcome: 'refused' as const, code: 'unknown_order' },
        );
      }),
    );
    const user = openAt('/fulfilment?queue=to_ship');

    await user.click(await screen.findByRole('checkbox', { name: 'Select' }));
    await user.click(await screen.findByRole('button', { name: 'Ship by tracking numbers' }));
    const form = within(await dialog());
    const text = form.getByLabelText(/Order and tracking numbers/);
    await user.clear(text);
    await user.click(text);
    await user.paste('K7QF-93MD\tCX1\nP9WC-77HL\tCX2');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Ship 2 and notify the customers' }));

    await screen.findByText(/Not shipped/);
    expect(sent).toEqual([
      {
        carrier: 'Correos',
        rows: [
          { number: 'K7QF-93MD', tracking: 'CX1' },
          { number: 'P9WC-77HL', tracking: 'CX2' },
        ],
      },
    ]);
  });
});

describe('The board of the warehouse, where there is nothing to do', () => {
  it('says what comes here', async () => {
    server.use(getListTasksMockHandler(pageOf()));
    openAt('/fulfilment');

    await screen.findByText('Nothing in this queue');
    await hasNoBarrier();
  });

  it('names the permission that is missing', async () => {
    server.use(getListTasksMockHandler(refused('forbidden', 403)));
    openAt('/fulfilment', { permissions: [] });

    await screen.findByRole('alert');
  });
});

describe('The pick list', () => {
  it('ticks what is scanned, and moves the parcels on once all is there', async () => {
    const sent: unknown[] = [];
    server.use(
      getListLocationsMockHandler(pageOf(aLocation({ code: 'VLC', name: 'Valencia' }))),
      getGetPickListMockHandler(pageOf(aPickRow())),
      getMoveParcelsMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/fulfilment/pick?location=VLC');

    const scan = await screen.findByLabelText('Scan or type a SKU');
    await user.type(scan, 'nothing{Enter}');
    await screen.findByText('nothing is not on this list.');
    await user.type(scan, 'towel-red{Enter}');
    const before = screen.getByRole('button', { name: 'All picked' }).getAttribute('aria-disabled');
    await user.type(scan, 'TOWEL-RED{Enter}');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'All picked' }));

    await screen.findByText('Picked. The parcels wait to be packed.');
    expect(before).toBe('true');
    expect(sent).toEqual([
      { status: 'picked', parcels: [{ number: 'K7QF-93MD', shipment_id: 'parcel-1' }] },
    ]);
  });

  it('says what to do where nothing was begun, in Spanish', async () => {
    server.use(
      getListLocationsMockHandler(pageOf(aLocation({ code: 'VLC', name: 'Valencia' }))),
      getGetPickListMockHandler(pageOf()),
    );
    openAt('/fulfilment/pick?location=VLC', { locale: 'es' });

    await screen.findByText('Aquí no hay ningún paquete iniciado');
    await hasNoBarrier();
  });
});
