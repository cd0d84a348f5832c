import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, pageOf, refused } from '../../mock/answers.ts';
import {
  getGetMyselfMockHandler,
  getListDemoAccountsMockHandler,
  getSignInMockHandler,
} from '../../mock/generated/session/session.msw.ts';
import {
  getAcceptInvitationMockHandler,
  getChangeMyPasswordMockHandler,
  getOpenInvitationMockHandler,
} from '../../mock/generated/staff/staff.msw.ts';
import { aMe, anEnrolment } from '../../mock/samples/people.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PASSWORD = 'four words are enough';

describe('Signing in', () => {
  async function fill(user: ReturnType<typeof openAt>) {
    await user.type(await screen.findByLabelText(/^Email/), 'nuria@shop.example');
    await user.type(screen.getByLabelText(/^Password/), PASSWORD);
    await user.type(screen.getByLabelText(/^Code/), '123 456');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
  }

  it('sends the code without its space, and goes where the person wanted to go', async () => {
    const sent: unknown[] = [];
    server.use(
      getSignInMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aMe();
      }),
    );
    const user = openAt('/sign-in?next=/staff');

    await fill(user);

    await screen.findByRole('heading', { level: 1, name: 'Staff' });
    expect(sent).toEqual([{ email: 'nuria@shop.example', password: PASSWORD, code: '123456' }]);
  });

  it('says what may be wrong where it is refused', async () => {
    server.use(getSignInMockHandler(refused('sign_in_refused', 401)));
    const user = openAt('/sign-in');

    await fill(user);

    expect((await screen.findByRole('alert')).textContent).toMatch(/^The email, password or code/);
  });

  it('is busy while the answer is not there', async () => {
    server.use(getSignInMockHandler(never));
    const user = openAt('/sign-in');

    await fill(user);

    expect(screen.getByRole('button', { name: 'Sign in' }).dataset['loading']).toBe('true');
  });

  it('is asked for by every page where nobody is signed in', async () => {
    server.use(getGetMyselfMockHandler(refused('signed_out', 401)));
    openAt('/orders', { locale: 'es' });

    await screen.findByRole('heading', { level: 1, name: 'Iniciar sesión' });
    await hasNoBarrier();
  });

  it('is filled in by a demo account', async () => {
    const account = { ...aMe().user, password: PASSWORD, code: '654321' };
    server.use(getListDemoAccountsMockHandler(pageOf(account)));
    const user = openAt('/sign-in');

    await user.click(await screen.findByRole('button', { name: /Owner/ }));

    expect(screen.getByLabelText<HTMLInputElement>(/^Code/).value).toBe('654321');
  });
});

describe('Joining by an invitation', () => {
  it('shows the key of the authenticator in groups of four', async () => {
    openAt('/invitation');

    await screen.findByRole('heading', { level: 1, name: 'Welcome, Ada Roca' });
    await screen.findByText('JBSW Y3DP EHPK 3PXP');
    await hasNoBarrier();
  });

  it('says that the invitation is over, and offers to sign in', async () => {
    server.use(getOpenInvitationMockHandler(refused('invitation_over', 404)));
    openAt('/invitation', { locale: 'es' });

    const alert = await screen.findByRole('alert');
    within(alert).getByText(/Esta invitación ya no es válida/);
    await screen.findByRole('link', { name: 'Iniciar sesión' });
  });

  it('says what is wrong with the password, and keeps it', async () => {
    server.use(
      getOpenInvitationMockHandler(anEnrolment({ renews: true })),
      getAcceptInvitationMockHandler(refused('weak_password')),
    );
    const user = openAt('/invitation');

    await user.type(await screen.findByLabelText(/^New password/), PASSWORD);
    await user.type(screen.getByLabelText(/^Code/), '123456');
    await user.click(screen.getByRole('button', { name: 'Open the back office' }));

    expect((await screen.findByRole('alert')).textContent).toMatch(/^Choose another password/);
    expect(screen.getByLabelText<HTMLInputElement>(/^New password/).value).toBe(PASSWORD);
  });
});

describe('Changing the password', () => {
  async function fill(user: ReturnType<typeof openAt>) {
    await user.type(await screen.findByLabelText(/^Current password/), 'the old one');
    await user.type(screen.getByLabelText(/^New password/), PASSWORD);
    await user.click(screen.getByRole('button', { name: 'Change password' }));
  }

  it('empties the form and says so', async () => {
    const user = openAt('/account');

    await fill(user);

    await screen.findByText('Password changed. Other sessions were signed out.');
    expect(screen.getByLabelText<HTMLInputElement>(/^New password/).value).toBe('');
  });

  it('says why it is refused', async () => {
    server.use(getChangeMyPasswordMockHandler(refused('sign_in_refused', 401)));
    const user = openAt('/account');

    await fill(user);

    expect((await screen.findByRole('alert')).textContent).toMatch(/^The email, password or code/);
  });
});
