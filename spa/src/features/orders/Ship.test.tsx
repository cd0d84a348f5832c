import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AttemptStatus, OrderPayment } from '../../api/model';
import { never, refused } from '../../mock/answers.ts';
import {
  getGetOrderMockHandler,
  getShipOrderMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { getGetFulfilmentPolicyMockHandler } from '../../mock/generated/fulfilment/fulfilment.msw.ts';
import { aFulfilmentPolicy } from '../../mock/samples/fulfilment.ts';
import { anOrder, not } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

describe('Shipping an order', () => {
  it('sends carrier and tracking number once, however often it is pressed', async () => {
    const sent: unknown[] = [];
    server.use(
      getShipOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Ship' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Tracking number/), ' CX1 ');
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: /Ship and notify/ }));

    await screen.findByText('Shipped. The customer gets an email.');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(sent).toEqual([{ carrier: 'Correos', tracking: 'CX1' }]);
  });

  it('offers the shop’s carriers, and takes another name as well', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetFulfilmentPolicyMockHandler(
        aFulfilmentPolicy({ carriers: [{ name: 'Rapid Van', link: '', reports: false }] }),
      ),
      getShipOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Ship' }));
    const form = within(await dialog());
    const carrier = form.getByRole('combobox', { name: /Carrier/ });
    await expect.poll(() => (carrier as HTMLInputElement).value).toBe('Rapid Van');
    await user.click(carrier);
    await user.click(await screen.findByRole('option', { name: 'SEUR' }));
    await user.clear(carrier);
    await user.type(carrier, 'My cousin');
    await user.click(form.getByRole('button', { name: /Ship and notify/ }));

    await expect.poll(() => sent).toEqual([{ carrier: 'My cousin', tracking: '' }]);
  });

  it('asks for a yes where the money was not taken, and sends nothing without it', async () => {
    const sent: unknown[] = [];
    const order = anOrder();
    server.use(
      getGetOrderMockHandler({ ...order, verbs: { ...order.verbs, ship: not('not_captured') } }),
      getShipOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Ship' }));
    const form = within(await dialog());
    const send = form.getByRole('button', { name: /Ship and notify/ });
    await user.click(send);
    const before = sent.length;
    await user.click(form.getByRole('checkbox', { name: /although it is not paid/ }));
    await user.click(send);

    await screen.findByText('Shipped. The customer gets an email.');
    expect(before).toBe(0);
    expect(sent).toEqual([{ carrier: 'Correos', tracking: '', although_not_captured: true }]);
  });

  it('keeps what was typed where it is refused, and says why in Spanish', async () => {
    server.use(getShipOrderMockHandler(refused('wrong_order_status', 409)));
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Enviar' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Número de seguimiento/), 'CX1');
    await user.click(form.getByRole('button', { name: /Enviar y avisar/ }));

    expect((await form.findByRole('alert')).textContent).toBe(
      'El estado del pedido ya no permite esto. Vuelva a cargarlo.',
    );
    expect(form.getByLabelText<HTMLInputElement>(/Número de seguimiento/).value).toBe('CX1');
  });

  it('shows that it is being sent', async () => {
    server.use(getShipOrderMockHandler(never));
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Ship' }));
    const form = within(await dialog());
    const send = form.getByRole('button', { name: /Ship and notify/ });
    await user.click(send);

    expect(send.dataset['loading']).toBe('true');
  });

  it('is not offered to who has no permission, and names the permission', async () => {
    const user = openAt(PATH, { permissions: ['orders.read'] });

    const ship = await screen.findByRole('button', { name: 'Ship' });
    await user.click(ship);
    expect(ship.getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.hover(ship);
    await screen.findByText(/You need the permission “ship orders”/);
  });

  it('is not offered for an order that is not paid', async () => {
    const verbs = { ...anOrder().verbs, ship: not('not_paid') };
    server.use(getGetOrderMockHandler(anOrder({ status: 'paying', verbs })));
    const user = openAt(PATH);

    await user.hover(await screen.findByRole('button', { name: 'Ship' }));
    await screen.findByText('It is not paid yet.');
  });
});

describe('A payment of an order', () => {
  it('that is still open looks alive, and one that was declined says why', async () => {
    const payments: OrderPayment[] = [
      { ...anOrder().payments[0]!, id: 'a', status: 'open', captured_at: null },
      { ...anOrder().payments[0]!, id: 'b', status: 'declined', reason: 'card_declined' },
    ];
    server.use(getGetOrderMockHandler(anOrder({ payments })));
    openAt(PATH, { locale: 'es' });

    expect((await screen.findByText('En curso')).dataset['tone']).toBe('live');
    expect((await screen.findByText('Rechazado')).dataset['tone']).toBe('bad');
    await screen.findByText('Tarjeta de prueba · rechazado por el banco');
  });

  it('with a status that the page does not know is never shown as the code', async () => {
    const status = 'some_new_status' as AttemptStatus; // of a server that is newer than the page
    const payments = [{ ...anOrder().payments[0]!, status }];
    server.use(getGetOrderMockHandler(anOrder({ payments })));
    openAt(PATH, { locale: 'es' });

    await screen.findByText('Otro');
    expect(document.body.textContent).not.toContain('some_new');
  });
});

describe('An order to ship', () => {
  it('says the way that was bought, the day it is promised by, the shelf and the codes', async () => {
    server.use(getGetOrderMockHandler(anOrder({ codes: ['BIENVENIDA'] })));
    openAt('/orders/K7QF-93MD', { locale: 'es' });

    await screen.findByText('Exprés');
    expect(screen.getByText(/^24 nov 2026$/)).toBeTruthy();
    expect(screen.getByText('VLC: 2 × TOWEL-RED')).toBeTruthy();
    expect(screen.getByText('BIENVENIDA')).toBeTruthy();
  });
});
