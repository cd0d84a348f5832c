import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getChangeSettingsMockHandler,
  getChangeShippingMethodMockHandler,
  getChangeTaxRateMockHandler,
  getGetSettingsMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { someSettings } from '../../mock/samples/settings.ts';
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

describe('The details of the store', () => {
  it('send what was changed and nothing else, with the version that was read', async () => {
    const { sent, answer } = recorder();
    server.use(getChangeSettingsMockHandler(answer));
    const user = openAt('/settings');

    await retype(/^Phone/, '+34 911 111 111', user);
    await retype(/^City/, 'Toledo', user);
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        version: '"3"',
        body: {
          phone: '+34 911 111 111',
          address: {
            line1: 'Calle Mayor 1',
            line2: '',
            postal_code: '28013',
            city: 'Toledo',
            region: 'Madrid',
            country: 'ES',
          },
        },
      },
    ]);
  });

  it('convert a currency by a rate with its day, its source and its rounding', async () => {
    const euro = {
      code: 'EUR',
      country: 'ES',
      rounding_minor: 1,
      includes_tax: true,
      conversion: null,
      first_in: [],
    };
    const pound = { ...euro, code: 'GBP', country: 'GB' };
    const { sent, answer } = recorder();
    server.use(
      getGetSettingsMockHandler(someSettings({ currencies: [euro, pound] })),
      getChangeSettingsMockHandler(answer),
    );
    const user = openAt('/settings');

    await user.click(await screen.findByRole('combobox', { name: 'Where prices come from' }));
    await user.click(await screen.findByRole('option', { name: 'Converted from EUR' }));
    await retype(/^1 EUR in GBP/, '0,8423', user);
    await retype(/^Source of the rate/, 'ECB', user);
    await retype(/^Surcharge/, '2.5', user);
    await user.click(screen.getByRole('combobox', { name: 'Rounding' }));
    await user.click(await screen.findByRole('option', { name: 'Ending in £0.95' }));
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent[0]?.body).toEqual({
      currencies: [
        euro,
        {
          ...pound,
          conversion: {
            rate: '0.8423',
            rate_date: new Date().toISOString().slice(0, 10),
            source: 'ECB',
            rounding: { step_minor: 100, ending_minor: 95, to: 'nearest' },
            surcharge_basis_points: 250,
          },
        },
      ],
    });
  });

  it('say at its field what is missing and what is refused', async () => {
    server.use(
      getChangeSettingsMockHandler(
        refused('shop_fact_malformed', 422, { field: 'address.postal_code' }),
      ),
    );
    const user = openAt('/settings', { locale: 'es' });

    const name = await screen.findByLabelText(/^Nombre de la tienda/);
    await user.clear(name);
    await user.click(screen.getByRole('button', { name: 'Guardar' }));
    await screen.findByText('Este campo es obligatorio.');
    expect(document.activeElement).toBe(name);
    await user.type(name, 'Esquina');
    await user.click(screen.getByRole('button', { name: 'Guardar' }));

    const postalCode = screen.getByLabelText(/^Código postal/);
    await expect.poll(() => postalCode.getAttribute('aria-invalid')).toBe('true');
  });

  it('show both versions where two people changed the same, and save the one that was chosen', async () => {
    const { sent, answer } = recorder();
    server.use(
      getChangeSettingsMockHandler(async (info) => {
        if (info.request.headers.get('if-match') === '"3"') refused('shop_changed', 409)();
        return answer(info);
      }),
    );
    const user = openAt('/settings');

    await retype(/^Phone/, '1', user);
    await retype(/^Legal name/, 'Mine SL', user);
    server.use(
      getGetSettingsMockHandler(
        someSettings({ version: 4, phone: '2', email: 'new@shop.example' }),
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Save' }));

    const alert = within(await screen.findByRole('alert'));
    alert.getByText(/Already included here: Email/);
    const phone = within(alert.getByLabelText('Phone'));
    phone.getByText('1');
    await hasNoBarrier();
    await user.click(phone.getByRole('button', { name: 'Use this one' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ version: '"4"', body: { legal_name: 'Mine SL' } }]);
  });

  it('can be read by who may not change them', async () => {
    openAt('/settings', { permissions: ['settings.read'] });

    await screen.findByText(/You need the permission “change settings”/);
    expect(screen.getByLabelText(/^Phone/).closest('fieldset')?.disabled).toBe(true);
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it('go back one version, after saying what that changes', async () => {
    const { sent, answer } = recorder();
    server.use(getChangeSettingsMockHandler(answer));
    const user = openAt('/settings');

    await user.click(await screen.findByRole('button', { name: 'Undo last change' }));
    const question = within(await dialog());
    await question.findByText('+34 910 999 999');
    await hasNoBarrier();
    await user.click(question.getByRole('button', { name: 'Restore' }));

    await screen.findByText('Restored. Pages and emails follow.');
    expect(sent).toEqual([{ version: '"3"', body: { phone: '+34 910 999 999' } }]);
  });
});

describe('A tax rate', () => {
  it('is typed as percent, with a comma or a point', async () => {
    const { sent, answer } = recorder();
    server.use(getChangeTaxRateMockHandler(answer));
    const user = openAt('/settings/taxes');

    const row = within(await screen.findByRole('row', { name: /Spain/ }));
    await user.click(row.getByRole('button', { name: 'Edit' }));
    const form = within(await dialog());
    const rate = form.getByLabelText<HTMLInputElement>(/^Rate/);
    expect(rate.value).toBe('21');
    await user.clear(rate);
    await user.type(rate, 'x');
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText('Enter a percentage from 0 to 100, like 5.5.');
    await user.clear(rate);
    await user.type(rate, '5,5');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ version: '"2"', body: { basis_points: 550 } }]);
  });
});

describe('A shipping method', () => {
  it('keeps its prices by country and currency', async () => {
    const { sent, answer } = recorder();
    server.use(getChangeShippingMethodMockHandler(answer));
    const user = openAt('/settings/shipping/standard');

    await user.click(await screen.findByRole('button', { name: 'Add a price' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Each row needs a price; 0 is free.');
    const [, price] = screen.getAllByLabelText(/^Price/);
    if (!price) throw new Error('the row that was added has no price');
    await user.type(price, '12.50');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([
      {
        version: '"5"',
        body: {
          rates: [
            { place: 'ES', currency: 'EUR', amount_minor: 690, free_from_minor: 10000 },
            { place: '*', currency: 'EUR', amount_minor: 1250, free_from_minor: null },
          ],
        },
      },
    ]);
  });
});
