import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import { getAddRoleMockHandler } from '../../mock/generated/staff/staff.msw.ts';
import { aRole } from '../../mock/samples/people.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('the roles', () => {
  it('are those of the shop and those that come with it', async () => {
    openAt('/roles');

    await screen.findByRole('link', { name: 'Packer' });
    screen.getByText('Analyst');
    await hasNoBarrier();
  });

  it('that come with the shop are copied', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post('*/roles', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(aRole(), { status: 201 });
      }),
    );
    const user = openAt('/roles/new?copy=analyst');
    await user.click(await screen.findByRole('checkbox', { name: 'Refund orders' }));
    await user.click(screen.getByRole('switch', { name: /Refund up to an amount only/ }));
    await user.type(screen.getByLabelText(/At most in EUR/), '50');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        name: 'Analyst (copy)',
        permissions: ['reports.read', 'etl.read', 'orders.read', 'orders.refund'],
        limits: { 'orders.refund': { EUR: 5000 } },
        scope: {},
      },
    ]);
  });

  it('show reports of some rows only', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post('*/roles', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(aRole(), { status: 201 });
      }),
    );
    const user = openAt('/roles/new?copy=analyst');
    await user.click(await screen.findByLabelText('Channels', { selector: 'input' }));
    await user.click(await screen.findByRole('option', { name: 'Online store' }));
    await user.keyboard('{Escape}');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([{ scope: { channel: ['web'] } }]);
  });

  it('let nobody do what they cannot see', async () => {
    const user = openAt('/roles/new');
    const orders = within(await screen.findByRole('group', { name: 'Orders' }));
    const see = orders.getByRole<HTMLInputElement>('checkbox', { name: 'See orders' });
    const ship = orders.getByRole<HTMLInputElement>('checkbox', { name: 'Ship orders' });

    await user.click(ship);
    expect(see.checked).toBe(true);

    await user.click(see);
    expect(ship.checked).toBe(false);
  });

  it('say why one of them cannot be made', async () => {
    server.use(getAddRoleMockHandler(refused('beyond_own_permissions', 403)));
    const user = openAt('/roles/new?copy=analyst');
    await user.type(await screen.findByLabelText(/^Name/), ' 2');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText(/You cannot give, or take from somebody/);
  });
});

describe('a role', () => {
  it('is changed with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      http.put('*/roles/:id', async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return HttpResponse.json(aRole({ version: 4 }));
      }),
    );
    const user = openAt('/roles/role-1');
    const orders = within(await screen.findByRole('group', { name: 'Orders' }));
    await user.click(orders.getByRole('checkbox', { name: 'Ship orders' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      '"3"',
      { name: 'Packer', permissions: ['orders.read'], limits: {}, scope: {} },
    ]);
  });
});
