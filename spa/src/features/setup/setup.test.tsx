import { fireEvent, screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { SetupDocument } from '../../api/model';
import { refused } from '../../mock/answers.ts';
import {
  getGetOpeningMockHandler,
  getOpenShopMockHandler,
} from '../../mock/generated/opening/opening.msw.ts';
import { getGetSettingsMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { getGetSetupGuideMockHandler } from '../../mock/generated/setup/setup.msw.ts';
import { aGuide, anOpening, aStep } from '../../mock/samples/beginning.ts';
import { someSettings } from '../../mock/samples/settings.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const STEPS = [
  aStep({ code: 'shop', state: 'done' }),
  aStep({ code: 'taxes', missing: ['FR', 'PT'] }),
  aStep({ code: 'look', is_needed: false }),
  aStep({ code: 'staff', state: 'skipped', is_needed: false }),
  aStep({ code: 'open' }),
];

function theGuide() {
  server.use(getGetSetupGuideMockHandler(aGuide({ is_done: false, steps: STEPS })));
}

describe('the guide', () => {
  it('shows the first step that is open, and what it lacks', async () => {
    theGuide();
    openAt('/');

    await screen.findByText('2 of 5');
    screen.getByText('Still missing: France and Portugal.');
    expect(screen.queryByText('Skip this step')).toBeNull();
    await hasNoBarrier();
  });

  it('lets a step be skipped, and shown again', async () => {
    theGuide();
    const sent: string[] = [];
    server.use(
      http.put('*/setup/guide/:step/skip', ({ params }) => {
        sent.push(`skip ${String(params['step'])}`);
        return new HttpResponse(null, { status: 204 });
      }),
      http.delete('*/setup/guide/:step/skip', ({ params }) => {
        sent.push(`show ${String(params['step'])}`);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const user = openAt('/');
    await user.click(await screen.findByRole('button', { name: /^The look/ }));
    await user.click(await screen.findByRole('button', { name: 'Skip this step' }));
    await user.click(await screen.findByRole('button', { name: /^Your colleagues/ }));
    await user.click(await screen.findByRole('button', { name: 'Show it again' }));

    expect(sent).toEqual(['skip look', 'show staff']);
  });

  it('is gone when nothing is left', async () => {
    openAt('/');
    await screen.findByRole('heading', { name: 'Newest orders' });

    expect(screen.queryByText('Set up your shop')).toBeNull();
  });

  it('says why the shop cannot be opened yet', async () => {
    theGuide();
    server.use(getOpenShopMockHandler(refused('shop_not_ready')));
    const user = openAt('/');
    await user.click(await screen.findByRole('button', { name: /^Open the shop/ }));
    const acts = await screen.findAllByRole('button', { name: 'Open the shop' });
    await user.click(acts.at(-1)!);

    expect((await screen.findByRole('alert')).textContent).toContain('cannot sell yet');
  });
});

describe('the set-up form', () => {
  it('sends the facts with what the country proposes', async () => {
    const sent: SetupDocument[] = [];
    server.use(
      getGetSettingsMockHandler({ version: 0 } as never),
      http.post('*/setup', async ({ request }) => {
        sent.push((await request.json()) as SetupDocument);
        return HttpResponse.json({ items: [], next_cursor: null });
      }),
    );
    const user = openAt('/setup');
    await user.click(await screen.findByLabelText(/Where is your business/, { selector: 'input' }));
    await user.click(await screen.findByText('Spain'));
    await screen.findByText('21%');
    const typed = {
      'Name of the shop': 'Norte',
      'Legal name': 'Norte S.L.',
      'E-mail for buyers': 'hola@norte.example',
      'Street and number': 'Muelle 3',
      'Postal code': '48001',
      Town: 'Bilbao',
    };
    for (const [label, text] of Object.entries(typed)) {
      const field = screen.getByLabelText(new RegExp(`^${label}`));
      fireEvent.change(field, { target: { value: text } });
    }
    await user.click(screen.getByRole('button', { name: 'Set up the shop' }));
    await screen.findByRole('heading', { name: 'Newest orders' });

    expect(sent).toHaveLength(1);
    expect(sent[0]?.shop).toMatchObject({
      name: 'Norte',
      home_country: 'ES',
      time_zone: 'Europe/Madrid',
      languages: ['es'],
      currencies: [{ code: 'EUR' }],
      sells_to: ['ES'],
    });
    expect(sent[0]?.tax_rates).toHaveLength(1);
    expect(sent[0]?.locations).toEqual([
      { code: 'MAIN', name: 'Bilbao', country: 'ES', position: 1 },
    ]);
  });
});

describe('the set-up form of a shop that is set up', () => {
  it('opens with its facts, and changes what was changed', async () => {
    const sent: SetupDocument[] = [];
    const shop = someSettings({ home_country: 'PT', sells_to: ['PT', 'US'], theme: 'azulejo' });
    server.use(
      getGetSettingsMockHandler(shop),
      http.post('*/setup', async ({ request }) => {
        sent.push((await request.json()) as SetupDocument);
        return HttpResponse.json({ items: [], next_cursor: null });
      }),
    );
    const user = openAt('/setup');
    const name = await screen.findByLabelText(/^Name of the shop/);
    expect((name as HTMLInputElement).value).toBe(shop.name);
    expect(screen.getByDisplayValue('Portugal')).toBeTruthy();
    await hasNoBarrier();
    fireEvent.change(name, { target: { value: 'Norte' } });
    await user.click(screen.getByRole('button', { name: 'Set up the shop' }));
    await screen.findByRole('heading', { name: 'Newest orders' });

    const { version: _, ...facts } = shop;
    expect(sent).toMatchObject([{ shop: { ...facts, name: 'Norte' } }]);
    expect(Object.keys(sent[0] ?? {})).toEqual(['shop']);
  });
});

describe('shop access', () => {
  it('asks before it closes the shop', async () => {
    const closed: string[] = [];
    server.use(
      getGetOpeningMockHandler(anOpening({ is_open: true, changed_by: 'ada@shop.example' })),
      http.put('*/opening/closed', () => {
        closed.push('closed');
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const user = openAt('/settings/opening');
    await user.click(await screen.findByRole('button', { name: 'Close the shop' }));
    expect(closed).toEqual([]);
    await user.click(within(await dialog()).getByRole('button', { name: 'Close the shop' }));

    expect(closed).toEqual(['closed']);
  });

  it('offers a password and a preview while the shop is closed', async () => {
    openAt('/settings/opening');

    await screen.findByRole('heading', { name: 'The shop is closed' });
    screen.getByRole('button', { name: 'Choose a password' });
    screen.getByRole('button', { name: 'Make a link' });
    await hasNoBarrier();
  });
});
