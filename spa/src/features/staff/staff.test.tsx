import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getChangeStaffMockHandler,
  getInviteStaffMockHandler,
  getListStaffMockHandler,
  getRenewStaffMockHandler,
} from '../../mock/generated/staff/staff.msw.ts';
import { aSentInvitation, aStaffMember } from '../../mock/samples/people.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Inviting somebody', () => {
  async function fill(user: ReturnType<typeof openAt>) {
    await user.click(await screen.findByRole('button', { name: 'Invite staff' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Name/), 'Ada Roca');
    await user.type(form.getByLabelText(/^Email/), 'ada@shop.example');
    return form;
  }

  it('sends name, address and roles, and shows the link once', async () => {
    const sent: unknown[] = [];
    server.use(
      getInviteStaffMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aSentInvitation();
      }),
    );
    const user = openAt('/staff');

    const form = await fill(user);
    await user.click(form.getByRole('checkbox', { name: /^Catalog/ }));
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Send invitation' }));

    await form.findByDisplayValue('https://desk.shop.example/invitation#a-secret');
    expect(sent).toEqual([
      { name: 'Ada Roca', email: 'ada@shop.example', roles: ['catalog'], own_roles: [] },
    ]);
  });

  it('asks for a role before anything is sent', async () => {
    const user = openAt('/staff');

    const form = await fill(user);
    await user.click(form.getByRole('button', { name: 'Send invitation' }));

    expect((await form.findByRole('alert')).textContent).toBe('Choose at least one role.');
  });

  it('says that the address is taken', async () => {
    server.use(getInviteStaffMockHandler(refused('email_taken', 409)));
    const user = openAt('/staff');

    const form = await fill(user);
    await user.click(form.getByRole('checkbox', { name: /^Catalog/ }));
    await user.click(form.getByRole('button', { name: 'Send invitation' }));

    expect((await form.findByRole('alert')).textContent).toMatch(/already uses this address/);
  });

  it('is not offered to who can only look', async () => {
    const user = openAt('/staff', { permissions: ['staff.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Invite staff' }));
    await screen.findByText(/You need the permission “manage staff”/);
  });
});

describe('A colleague', () => {
  async function opened(user: ReturnType<typeof openAt>) {
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    return within(await dialog());
  }

  it('gets other roles', async () => {
    const sent: unknown[] = [];
    server.use(
      getChangeStaffMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/staff');

    const form = await opened(user);
    await user.click(form.getByRole('checkbox', { name: /^Inventory/ }));
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Changes saved');
    expect(sent).toEqual([{ name: 'Teo Vila', roles: ['orders', 'stock'], own_roles: [] }]);
  });

  it('whom somebody else has changed meanwhile is compared before anything is sent again', async () => {
    const sent: unknown[] = [];
    server.use(
      getChangeStaffMockHandler(({ request }) => {
        sent.push(request.headers.get('If-Match'));
        if (sent.length > 1) return;
        server.use(
          getListStaffMockHandler(
            pageOf(aStaffMember({ name: 'Teo Vila Ros', roles: ['catalog'], version: 4 })),
          ),
        );
        refused('staff_changed', 409, { version: 4 })();
      }),
    );
    const user = openAt('/staff');

    const form = await opened(user);
    await user.click(form.getByRole('checkbox', { name: /^Inventory/ }));
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText(/Someone else saved changes/);
    await hasNoBarrier();
    expect(form.getByDisplayValue('Teo Vila Ros')).toBeTruthy();
    await user.click(form.getByRole('button', { name: 'Use this one' }));
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Changes saved');
    expect(sent).toEqual(['"3"', '"4"']);
  });

  it('who is the last owner stays one, and the form says why', async () => {
    server.use(getChangeStaffMockHandler(refused('last_owner', 409)));
    const user = openAt('/staff');

    const form = await opened(user);
    await user.click(form.getByRole('button', { name: 'Revoke access' }));

    expect((await form.findByRole('alert')).textContent).toBe('Make somebody else an owner first.');
  });

  it('gets a link for a new start', async () => {
    server.use(getRenewStaffMockHandler(aSentInvitation()));
    const user = openAt('/staff');

    const form = await opened(user);
    await user.click(form.getByRole('button', { name: 'Send a reset link' }));

    await form.findByDisplayValue(/#a-secret$/);
  });

  it('does not change their own account', async () => {
    server.use(getListStaffMockHandler(pageOf(aStaffMember({ id: 'staff-1' }))));
    const user = openAt('/staff');

    await user.hover(await screen.findByRole('button', { name: 'Edit' }));
    await screen.findByText('Another owner has to change your account');
  });
});
