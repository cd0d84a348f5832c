import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getGetDraftMockHandler,
  getListDraftsMockHandler,
  getPlaceDraftMockHandler,
  getSetDraftLineMockHandler,
  getSetDraftPriceMockHandler,
} from '../../mock/generated/drafts/drafts.msw.ts';
import { getGetMyselfMockHandler } from '../../mock/generated/session/session.msw.ts';
import { getFindVariantsMockHandler } from '../../mock/generated/products/products.msw.ts';
import { aDraft } from '../../mock/samples/drafts.ts';
import { aVariantChoice } from '../../mock/samples/variants.ts';
import { eur } from '../../mock/samples/orders.ts';
import { aMe } from '../../mock/samples/people.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = `/drafts/${aDraft().id}`;

describe('A draft', () => {
  it('becomes an order whose link to pay is shown', async () => {
    const sent: unknown[] = [];
    server.use(
      getPlaceDraftMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { number: 'K7QF-93MD', pay_url: 'https://shop.example/es/orders/K7QF-93MD/pay' };
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Create the order' }));
    const form = within(await dialog());
    await form.findByText(/a link to pay €44\.90/);
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Create the order' }));

    await screen.findByDisplayValue('https://shop.example/es/orders/K7QF-93MD/pay');
    expect(sent).toEqual([
      { method: 'test_redirect', pay_by: expect.any(String) as string, seen_total_minor: 44_90 },
    ]);
  });

  it('says what is missing before it can be an order', async () => {
    server.use(getGetDraftMockHandler(aDraft({ email: '' })));
    const user = openAt(PATH, { locale: 'es' });

    const place = await screen.findByRole('button', { name: 'Crear el pedido' });
    await user.hover(place);
    await screen.findByText('Guarde primero el correo del cliente.');
    await user.click(place);

    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('finds a product by its name and adds one more of it', async () => {
    const sent: unknown[] = [];
    const [line] = aDraft().lines;
    server.use(
      getFindVariantsMockHandler(pageOf(aVariantChoice())),
      getSetDraftLineMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aDraft({ lines: line ? [{ ...line, quantity: 3, total: eur(60_00) }] : [] });
      }),
    );
    const user = openAt(PATH);

    await user.type(await screen.findByRole('combobox', { name: 'Add a product' }), 'towel');
    await user.click(await screen.findByRole('option', { name: /TOWEL-RED/ }));

    await screen.findByDisplayValue('3');
    expect(sent).toEqual([{ quantity: 3 }]);
  });

  it('says why a price is refused, and keeps what was typed', async () => {
    server.use(
      getSetDraftPriceMockHandler(refused('discount_over_limit', 403, { limit_minor: 50_00 })),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Change price' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Price per unit/), '1.00');
    await user.type(form.getByLabelText(/Reason/), 'scratched');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await form.findByText('That is more than you can take off an order. Ask a manager.');
    expect(form.getByDisplayValue('scratched')).not.toBeNull();
  });

  it('can be looked at, and says what is missing to change it', async () => {
    server.use(getGetMyselfMockHandler(aMe(['orders.read'])));
    const user = openAt(PATH);

    await user.hover(await screen.findByRole('button', { name: 'Create the order' }));

    await screen.findAllByText(/edit, hold, tag and note orders/);
  });
});

describe('The list of drafts', () => {
  it('says what a draft is where there is none', async () => {
    server.use(getListDraftsMockHandler(pageOf()));
    openAt('/drafts');

    await screen.findByText('No drafts yet');
    screen.getByRole('button', { name: 'New order' });
    await hasNoBarrier();
  });
});
