import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { getListApiKeysMockHandler } from '../../mock/generated/integrations/integrations.msw.ts';
import { pageOf, refused } from '../../mock/answers.ts';
import { anApiKey, PERMISSIONS } from '../../mock/samples/people.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const SECRET = { key: anApiKey(), secret: 'lonja_sk_abcdefghijklmnopqrstuvwxyz012345ABCDEF' };

describe('API keys', () => {
  it('are listed with what they are and when they were used', async () => {
    server.use(
      getListApiKeysMockHandler(
        pageOf(
          anApiKey(),
          anApiKey({ id: 'b', name: 'Old', revoked_at: '2026-11-21T09:00:00Z' }),
          anApiKey({ id: 'c', name: 'Over', expires_at: '2026-01-01T00:00:00Z' }),
          anApiKey({ id: 'd', name: 'Idle', created_by: '', permissions: [] }),
        ),
      ),
    );
    openAt('/settings/api-keys');

    await screen.findByText('ERP');
    for (const state of ['Active', 'Revoked', 'Expired', 'Opens nothing']) screen.getByText(state);
    screen.getByText('somebody who has left');
    await hasNoBarrier();
  });

  it('say what they are for where there is none', async () => {
    server.use(getListApiKeysMockHandler(pageOf()));
    openAt('/settings/api-keys', { locale: 'es' });

    await screen.findByText('Todavía no hay claves de API');
    await hasNoBarrier();
  });

  it('are not for everybody', async () => {
    server.use(getListApiKeysMockHandler(refused('forbidden', 403)));
    openAt('/settings/api-keys', {
      permissions: PERMISSIONS.filter((one) => !one.startsWith('integrations')),
    });

    expect((await screen.findAllByRole('alert')).length).toBeGreaterThan(0);
  });

  it('are shown once, when they are made', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post('*/api-keys', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(SECRET, { status: 201 });
      }),
    );
    const user = openAt('/settings/api-keys');
    await user.click(await screen.findByRole('button', { name: 'New key' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Name/), 'ERP');
    expect(form.queryByRole('checkbox', { name: 'Manage staff' })).toBeNull();
    await user.click(form.getByRole('checkbox', { name: 'Adjust inventory' }));
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByDisplayValue(SECRET.secret);
    expect(sent).toEqual([
      { name: 'ERP', expires_at: null, scopes: ['stock.read', 'stock.adjust'] },
    ]);
    await hasNoBarrier();
  });

  it('are rotated with an overlap', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post('*/api-keys/:key/rotate', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(SECRET);
      }),
    );
    const user = openAt('/settings/api-keys');
    await user.click(await screen.findByRole('button', { name: 'Rotate' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Rotate' }));

    await screen.findByDisplayValue(SECRET.secret);
    expect(sent).toEqual([{ overlap_hours: 24 }]);
  });
});
