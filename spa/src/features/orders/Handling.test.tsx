import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  getAssignOrderMockHandler,
  getGetOrderMockHandler,
  getHoldOrderMockHandler,
  getListColleaguesMockHandler,
  getNoteOnOrderMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { anOrder } from '../../mock/samples/orders.ts';
import { aMe } from '../../mock/samples/people.ts';
import { getGetMyselfMockHandler } from '../../mock/generated/session/session.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/orders/K7QF-93MD';

describe('Handling an order', () => {
  it('holds it for a reason', async () => {
    const sent: unknown[] = [];
    server.use(
      getHoldOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Hold' }));
    const form = within(await dialog());
    await user.click(form.getByRole('radio', { name: 'Waiting for stock' }));
    await hasNoBarrier();
    await user.dblClick(form.getByRole('button', { name: 'Hold' }));

    await screen.findByText('The order is on hold.');
    expect(sent).toEqual([{ reason: 'stock', note: '' }]);
  });

  it('shows what is held and offers to release it', async () => {
    const marks = {
      ...anOrder().marks,
      held_at: '2026-11-21T09:00:00Z',
      hold_reason: 'address' as const,
    };
    server.use(getGetOrderMockHandler(anOrder({ marks })));
    openAt(PATH, { locale: 'es' });

    await screen.findByText(/Dirección por comprobar/);
    screen.getByRole('button', { name: 'Liberar' });
    expect(screen.queryByRole('button', { name: 'Retener' })).toBeNull();
  });

  it('gives it to a colleague', async () => {
    const sent: unknown[] = [];
    server.use(
      getListColleaguesMockHandler({
        items: [{ id: 'a3bb189e-8bf9-3888-9912-ace4e6543002', name: 'Nuria Sanz' }],
        next_cursor: null,
      }),
      getAssignOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('combobox', { name: 'Assigned to' }));
    await user.click(await screen.findByRole('option', { name: 'Nuria Sanz' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ assignee_id: 'a3bb189e-8bf9-3888-9912-ace4e6543002' }]);
  });

  it('notes something for colleagues, once', async () => {
    const sent: unknown[] = [];
    server.use(
      getNoteOnOrderMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.type(await screen.findByLabelText('Note'), 'Ring twice');
    await user.dblClick(screen.getByRole('button', { name: 'Add note' }));

    await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>('Note').value).toBe(''));
    expect(sent).toEqual([{ text: 'Ring twice' }]);
    await hasNoBarrier();
  });

  it('says what a colleague lacks who may only look', async () => {
    server.use(getGetMyselfMockHandler(aMe(['orders.read'])));
    const user = openAt(PATH);

    await user.hover(await screen.findByRole('button', { name: 'Hold' }));

    await screen.findByText(/edit, hold, tag and note orders/);
  });
});
