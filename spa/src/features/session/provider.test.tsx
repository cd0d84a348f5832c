import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getEndMyConnectionMockHandler,
  getGetMyConnectionMockHandler,
  getGetSignInWaysMockHandler,
  getStartConnectionMockHandler,
  getStartProviderAcceptanceMockHandler,
  getStartProviderSignInMockHandler,
} from '../../mock/generated/session/session.msw.ts';
import { getOpenInvitationMockHandler } from '../../mock/generated/staff/staff.msw.ts';
import { anEnrolment } from '../../mock/samples/people.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const THERE = 'https://login.example/authorize?state=1';

function leaving() {
  return vi.spyOn(location, 'assign').mockImplementation(() => undefined);
}

afterEach(() => vi.restoreAllMocks());

describe('The company sign-in', () => {
  it('is offered where there is one, and leads there and back to the page that was wanted', async () => {
    const gone = leaving();
    const sent: unknown[] = [];
    server.use(
      getGetSignInWaysMockHandler({ provider: 'Microsoft' }),
      getStartProviderSignInMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { address: THERE };
      }),
    );
    const user = openAt('/sign-in?next=/staff');

    await user.click(await screen.findByRole('button', { name: 'Sign in with Microsoft' }));

    await vi.waitFor(() => expect(gone).toHaveBeenCalledWith(THERE));
    expect(sent).toEqual([{ next: '/staff' }]);
    await hasNoBarrier();
  });

  it('says why it led back, in Spanish too', async () => {
    openAt('/sign-in?refused=not_connected', { locale: 'es' });

    expect((await screen.findByRole('alert')).textContent).toMatch(/^Nadie está conectado aquí/);
  });

  it('says that it does not answer, and leaves the password', async () => {
    const gone = leaving();
    server.use(
      getGetSignInWaysMockHandler({ provider: 'Microsoft' }),
      getStartProviderSignInMockHandler(refused('unavailable', 503)),
    );
    const user = openAt('/sign-in');

    await user.click(await screen.findByRole('button', { name: 'Sign in with Microsoft' }));

    await screen.findByRole('alert');
    expect(gone).not.toHaveBeenCalled();
    screen.getByLabelText(/^Password/);
  });

  it('opens the account of who is invited', async () => {
    const gone = leaving();
    server.use(
      getGetSignInWaysMockHandler({ provider: 'Microsoft' }),
      getStartProviderAcceptanceMockHandler({ address: THERE }),
    );
    const user = openAt('/invitation');

    await user.click(await screen.findByRole('button', { name: 'Continue with Microsoft' }));

    await vi.waitFor(() => expect(gone).toHaveBeenCalledWith(THERE));
  });

  it('is no way to reset a lost password', async () => {
    server.use(
      getGetSignInWaysMockHandler({ provider: 'Microsoft' }),
      getOpenInvitationMockHandler(anEnrolment({ renews: true })),
    );
    openAt('/invitation');

    await screen.findByRole('button', { name: 'Open the back office' });
    expect(screen.queryByRole('button', { name: /Microsoft/ })).toBeNull();
  });
});

describe('The connection of an account', () => {
  it('is made from there, by the password once more', async () => {
    const gone = leaving();
    const sent: unknown[] = [];
    server.use(
      getGetMyConnectionMockHandler({ provider: 'Microsoft', email: null, connected_at: null }),
      getStartConnectionMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { address: THERE };
      }),
    );
    const user = openAt('/account');

    await screen.findByRole('button', { name: 'Connect with Microsoft' });
    const [, password] = screen.getAllByLabelText(/^Current password/);
    if (!password) throw new Error('the connection asks for no password');
    await user.type(password, 'the old one');
    await user.click(await screen.findByRole('button', { name: 'Connect with Microsoft' }));

    await vi.waitFor(() => expect(gone).toHaveBeenCalledWith(THERE));
    expect(sent).toEqual([{ password: 'the old one' }]);
  });

  it('tells with whom, and why it cannot be ended', async () => {
    server.use(
      getGetMyConnectionMockHandler({
        provider: 'Microsoft',
        email: 'elena@company.example',
        connected_at: '2026-11-30T10:00:00Z',
      }),
      getEndMyConnectionMockHandler(refused('only_way_in', 409)),
    );
    const user = openAt('/account');

    await screen.findByText(/elena@company\.example/);
    await user.click(screen.getByRole('button', { name: 'End the connection' }));

    expect((await screen.findByRole('alert')).textContent).toMatch(/^This account has no password/);
    await hasNoBarrier();
  });

  it('is not spoken of where there is no such sign-in', async () => {
    openAt('/account');

    await screen.findByRole('button', { name: 'Change password' });
    expect(screen.queryByText(/Signing in with/)).toBeNull();
  });
});
