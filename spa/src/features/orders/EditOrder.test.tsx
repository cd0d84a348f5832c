import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { EditPreview, OrderEditing } from '../../api/model';
import { refused } from '../../mock/answers.ts';
import {
  getEditOrderMockHandler,
  getEndOrderEditMockHandler,
  getGetOrderEditingMockHandler,
  getGetOrderMockHandler,
  getPreviewOrderEditMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder, eur } from '../../mock/samples/orders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { NOTHING, wantedOf } from './editing.ts';

const PATH = '/orders/K7QF-93MD';

function aBasis(part: Partial<OrderEditing> = {}): OrderEditing {
  return {
    version: 2,
    why_not: null,
    least: [{ line: 1, quantity: 1 }],
    ways: [{ code: 'standard', name: 'Standard', price: eur(4_90) }],
    discount_limit: null,
    edits: [],
    ...part,
  };
}

function aPreview(total: number, refund = 0): EditPreview {
  const { totals } = anOrder();
  return {
    lines: [],
    before: totals,
    after: { ...totals, total: eur(total) },
    difference: eur(total - totals.total.amount_minor),
    refund: eur(refund),
    adjusted: eur(0),
    given_away: eur(0),
    is_paid: true,
  };
}

const EDITED = {
  id: 'edit-1',
  version: 3,
  status: 'done',
  difference: eur(-20_00),
  reason: '',
  actor: 'ana@example.com',
  at: '2026-11-21T09:00:00Z',
  pay_by: null,
  waits: false,
  on_expiry: null,
} as const;

describe('An order that is edited', () => {
  it('shows what it would cost and what goes back before it is saved', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetOrderEditingMockHandler(aBasis()),
      getPreviewOrderEditMockHandler(aPreview(44_90, 20_00)),
      getEditOrderMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
        return EDITED;
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Edit order' }));
    const form = within(await dialog());
    const units = await form.findByLabelText('Units of Linen towel');
    await user.clear(units);
    await user.type(units, '2');
    await form.findByText(/20\.00 go back to the buyer/);
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save changes' }));

    await screen.findByText(/The order is changed/);
    expect(sent).toEqual([
      '"2"',
      {
        lines: [{ line: 1, quantity: 2 }],
        added: [],
        reason: '',
        seen_total_minor: 44_90,
        days: 7,
        waits: true,
        on_expiry: 'undo',
      },
    ]);
  });

  it('books a difference that came already, and sends no link', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetOrderEditingMockHandler(aBasis()),
      getPreviewOrderEditMockHandler(aPreview(84_90)),
      getEditOrderMockHandler(refused('way_not_offered', 422)),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Edit order' }));
    const form = within(await dialog());
    const units = await form.findByLabelText('Units of Linen towel');
    await user.clear(units);
    await user.type(units, '4');
    await form.findByText(/The buyer owes €20\.00 more/);
    await user.click(form.getByRole('combobox', { name: 'How the difference is paid' }));
    await user.click(await screen.findByRole('option', { name: 'Cash' }));
    expect(form.queryByLabelText('Days to pay the difference')).toBeNull();
    await user.type(form.getByLabelText(/reference/i), 'till 2');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: /^Save/ }));
    await form.findByRole('alert');

    server.use(
      getEditOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { ...EDITED, difference: eur(20_00) };
      }),
    );
    await user.click(form.getByRole('button', { name: /^Save/ }));

    await screen.findByText(/The order is changed/);
    expect(sent).toMatchObject([{ received: { received_by: 'cash', reference: 'till 2' } }]);
  });

  it.each([
    [-20_00, 0, '€20.00 less are still to be taken.'],
    [-15_00, 5_00, '€15.00 less are still to be taken. €5.00 go back to the buyer.'],
    [20_00, 0, '€20.00 more are paid at the door.'],
  ])('says what is still to be taken of it: %s', async (adjusted, refund, said) => {
    const preview = aPreview(64_90 + (adjusted < 0 ? -20_00 : adjusted), refund);
    server.use(
      getGetOrderEditingMockHandler(aBasis()),
      getPreviewOrderEditMockHandler({ ...preview, adjusted: eur(adjusted) }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Edit order' }));
    const form = within(await dialog());
    const units = await form.findByLabelText('Units of Linen towel');
    await user.clear(units);
    await user.type(units, '2');

    await form.findByText(said);
    expect(form.queryByText('How the difference is paid')).toBeNull();
  });

  it('shows what the server refuses, before anything is saved', async () => {
    server.use(
      getGetOrderEditingMockHandler(aBasis()),
      getPreviewOrderEditMockHandler(refused('units_packed', 409)),
    );
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Modificar pedido' }));
    const form = within(await dialog());
    const units = await form.findByLabelText('Unidades de Linen towel');
    await user.clear(units);
    await user.type(units, '0');
    await form.findByText(/están en un paquete/);
  });

  it('says why it cannot be edited now', async () => {
    server.use(getGetOrderEditingMockHandler(aBasis({ why_not: 'payment_in_progress' })));
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Modificar pedido' }));

    const shown = within(await dialog());
    await shown.findByText(/Se está cobrando un pago/);
    expect(shown.queryByRole('button', { name: /Guardar/ })).toBeNull();
  });

  it('is undone by hand while its difference is awaited', async () => {
    const sent: unknown[] = [];
    const awaited_difference = {
      edit_id: 'edit-1',
      amount: eur(12_00),
      pay_by: '2026-11-28T10:00:00Z',
      waits: true,
      on_expiry: 'undo' as const,
    };
    server.use(
      getGetOrderMockHandler(anOrder({ awaited_difference })),
      getEndOrderEditMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await screen.findByText(/The buyer still owes .*12\.00/);
    await user.click(screen.getByRole('button', { name: 'Undo the edit now' }));

    await screen.findByText('The order is changed.');
    expect(sent).toEqual([{ how: 'undo' }]);
  });
});

describe('What is typed', () => {
  const { lines } = anOrder();
  const wanted = (part: object) =>
    wantedOf({ ...NOTHING, ...part }, lines, 'standard', 'EUR', 'en');

  it('is a request once it changes something and can be read', () => {
    expect(wanted({})).toBeNull();
    expect(wanted({ lines: { 1: { quantity: '3', price: '' } } })).toBeNull();
    expect(wanted({ lines: { 1: { quantity: 'x', price: '' } } })).toBeNull();
    expect(wanted({ lines: { 1: { quantity: '3', price: '5.50' } } })?.lines).toEqual([
      { line: 1, unit_minor: 5_50 },
    ]);
    expect(wanted({ way: 'express' })?.shipping_code).toBe('express');
    expect(wanted({ shipping: '0' })?.shipping_minor).toBe(0);
  });
});
