import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAddLocationMockHandler,
  getChangeLocationMockHandler,
  getCloseLocationMockHandler,
  getGetLocationContentsMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

/** What a mocked change was sent: its version and its body. */
function recorder() {
  const sent: { version: string | null; body: unknown }[] = [];
  const answer = async ({ request }: { request: Request }) => {
    sent.push({ version: request.headers.get('if-match'), body: await request.json() });
    return undefined as never;
  };
  return { sent, answer };
}

async function retype(label: RegExp, text: string, user: ReturnType<typeof openAt>) {
  const field = await screen.findByLabelText(label);
  await user.clear(field);
  await user.click(field);
  await user.paste(text);
}

describe('A location', () => {
  it('is added', async () => {
    const { sent, answer } = recorder();
    server.use(getAddLocationMockHandler(answer));
    const user = openAt('/settings/locations');

    await user.click(await screen.findByRole('button', { name: 'Add location' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Code/), 'BCN');
    await user.type(form.getByLabelText(/^Name/), 'Barcelona');
    await user.click(form.getByRole('combobox', { name: /^Country/ }));
    await user.click(await screen.findByRole('option', { name: 'Spain' }));
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent[0]?.body).toEqual({
      code: 'BCN',
      name: 'Barcelona',
      country: 'ES',
      kind: 'warehouse',
    });
  });

  it('says what is there before it is closed, and why it stays open', async () => {
    server.use(
      getGetLocationContentsMockHandler({
        units: 12,
        variants: 3,
        held: 2,
        ready_units: 1,
        parcels: 0,
        can_close: false,
      }),
      getCloseLocationMockHandler(refused('location_not_empty', 409, { units: 12 })),
    );
    const user = openAt('/settings/locations/MAD');

    await user.click(await screen.findByRole('button', { name: 'Close location' }));
    const question = within(await screen.findByRole('dialog', { name: /^Close .*\?$/ }));
    await question.findByText('12 units of 3 variants, 2 of them held for orders');
    await user.click(question.getByRole('button', { name: 'Close location' }));

    expect((await question.findByRole('alert')).textContent).toMatch(/stock/i);
  });

  it('is a store with hours where buyers may pick up', async () => {
    const { sent, answer } = recorder();
    server.use(getChangeLocationMockHandler(answer));
    const user = openAt('/settings/locations/MAD');

    await user.click(await screen.findByRole('switch', { name: /Buyers may pick up here/ }));
    await retype(/^Hours to prepare/, '4', user);
    await user.click(screen.getByRole('button', { name: 'Add hours' }));
    await retype(/^Cut-off time/, '14:30', user);
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent[0]?.version).toBe('"1"');
    expect(sent[0]?.body).toMatchObject({
      can_pick_up: true,
      preparation_hours: 4,
      hours: [{ weekday: 0, opens: '10:00', closes: '20:00' }],
      cut_off: '14:30',
      working_days: [0, 1, 2, 3, 4],
    });
  });
});
