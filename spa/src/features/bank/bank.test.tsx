import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAssignBankLineMockHandler,
  getImportBankFileMockHandler,
  getSetBankLineAsideMockHandler,
} from '../../mock/generated/orders/orders.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const FILE = new File(['date;amount;concept\n'], 'may.csv', { type: 'text/csv' });

function picker(): HTMLInputElement {
  return document.querySelector<HTMLInputElement>('input[type="file"]')!;
}

describe('A bank file', () => {
  it('says how many lines paid their order, and what waits', async () => {
    server.use(getImportBankFileMockHandler({ lines: 9, known: 2, matched: 6, left: 1 }));
    const user = openAt('/payments');

    await screen.findByText('Ana Prieto');
    await hasNoBarrier();
    await user.upload(picker(), FILE);

    await screen.findByText('9 lines: 6 paid their order, 1 wait for you, 2 were known.');
  });

  it('of unknown columns asks which is which', async () => {
    server.use(
      getImportBankFileMockHandler(
        refused('bank_columns_needed', 422, { headers: ['a', 'b', 'c'] }),
      ),
    );
    const user = openAt('/payments', { locale: 'es' });

    await screen.findByText('Ana Prieto');
    await user.upload(picker(), FILE);

    expect((await dialog()).textContent).toContain('¿Qué es cada columna?');
    // Empty again: a browser says nothing when the file that a field holds is chosen once more.
    expect(picker().value).toBe('');
  });
});

describe('A line of the bank', () => {
  it('is said to be for an order', async () => {
    const sent: unknown[] = [];
    server.use(
      getAssignBankLineMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/payments');

    await user.click(await screen.findByRole('button', { name: 'It is for an order' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Order number/), 'K7QF-93MD');
    await user.click(form.getByRole('button', { name: 'It is for an order' }));

    await screen.findByText('The order has its money.');
    expect(sent).toEqual([{ number: 'K7QF-93MD' }]);
  });

  it('is set aside with a reason alone', async () => {
    const sent: unknown[] = [];
    server.use(
      getSetBankLineAsideMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/payments');

    await user.click(await screen.findByRole('button', { name: 'Set aside' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Set aside' }));
    await form.findByText(/required/i);
    await user.type(form.getByLabelText(/Why/), 'rent');
    await user.click(form.getByRole('button', { name: 'Set aside' }));

    await screen.findByText('Set aside.');
    expect(sent).toEqual([{ outcome: 'ignored', note: 'rent' }]);
  });
});
