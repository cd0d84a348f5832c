import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getAddWebhookMockHandler,
  getListWebhooksMockHandler,
} from '../../mock/generated/integrations/integrations.msw.ts';
import { PERMISSIONS } from '../../mock/samples/people.ts';
import { aDelivery, aWebhook } from '../../mock/samples/webhooks.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Webhooks', () => {
  it('are listed with how they are', async () => {
    server.use(
      getListWebhooksMockHandler(
        pageOf(
          aWebhook(),
          aWebhook({ id: 'b', first_failed_at: '2026-11-21T09:00:00Z' }),
          aWebhook({ id: 'c', is_on: false, paused_at: '2026-11-21T09:00:00Z' }),
          aWebhook({ id: 'd', is_on: false }),
        ),
      ),
    );
    openAt('/settings/webhooks');

    await screen.findByText('Failing');
    for (const state of ['On', 'Paused after failures', 'Off']) screen.getByText(state);
    await hasNoBarrier();
  });

  it('say what they are for where there is none, and why they cannot be seen', async () => {
    server.use(getListWebhooksMockHandler(pageOf()));
    openAt('/settings/webhooks', { locale: 'es' });
    await screen.findByText('Todavía no hay webhooks');
    await hasNoBarrier();
  });

  it('are not for everybody', async () => {
    server.use(getListWebhooksMockHandler(refused('forbidden', 403)));
    openAt('/settings/webhooks', {
      permissions: PERMISSIONS.filter((one) => !one.startsWith('integrations')),
    });

    expect((await screen.findAllByRole('alert')).length).toBeGreaterThan(0);
  });

  it('are added, and refused at the field where nothing can be sent', async () => {
    server.use(
      getAddWebhookMockHandler(
        refused('webhook_url_refused', 422, { field: 'url', reason: 'address' }),
      ),
    );
    const user = openAt('/settings/webhooks');
    await user.click(await screen.findByRole('button', { name: 'Add webhook' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Address/), 'https://10.0.0.1/');
    await user.click(form.getByLabelText(/stock\.changed|What it is told of/));
    await user.click(await screen.findByText('stock.changed'));
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText(/public internet that begins with https/);
    await hasNoBarrier();
  });

  it('show each delivery, and send it again', async () => {
    const sent: string[] = [];
    server.use(
      http.post('*/deliveries/:event/replay', ({ params }) => {
        sent.push(String(params['event']));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const user = openAt(`/settings/webhooks/${aWebhook().id}`);
    await user.click(await screen.findByRole('button', { name: 'order.confirmed' }));
    const details = within(await dialog());
    details.getByText(/out of order/);
    await hasNoBarrier();
    await user.click(details.getByRole('button', { name: 'Deliver again' }));

    await screen.findByText('On its way again.');
    expect(sent).toEqual([aDelivery().event_id]);
  });
});
