import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import { getGetDraftMockHandler } from '../../mock/generated/drafts/drafts.msw.ts';
import {
  getListDraftQuotesMockHandler,
  getListQuotesMockHandler,
  getReviseQuoteMockHandler,
  getSendQuoteMockHandler,
  getWithdrawQuoteMockHandler,
} from '../../mock/generated/quotes/quotes.msw.ts';
import { aDraft, aQuote } from '../../mock/samples/drafts.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = `/drafts/${aDraft().id}`;

describe('A quote', () => {
  it('is sent with the total that was seen, against the draft that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getSendQuoteMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return aQuote();
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send as a quote' }));
    const form = within(await dialog());
    form.getByText(/a quote of €44\.90 by email/);
    await user.type(form.getByLabelText(/Message/), 'As we said.');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Send as a quote' }));

    await screen.findByText('Sent. The customer gets an email.');
    expect(sent).toEqual([
      '"1"',
      { valid_until: expect.any(String), message: 'As we said.', seen_total_minor: 44_90 },
    ]);
  });

  it('says why it is refused, and keeps what was typed', async () => {
    server.use(getSendQuoteMockHandler(refused('discount_over_limit', 403)));
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send as a quote' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Message/), 'As we said.');
    await user.click(form.getByRole('button', { name: 'Send as a quote' }));

    await form.findByRole('alert');
    form.getByDisplayValue('As we said.');
  });

  it('that is out can be revised or withdrawn, and nothing else', async () => {
    const done: string[] = [];
    server.use(
      getGetDraftMockHandler(aDraft({ status: 'quoted' })),
      getListDraftQuotesMockHandler(pageOf(aQuote())),
      getReviseQuoteMockHandler(() => {
        done.push('revised');
      }),
      getWithdrawQuoteMockHandler(() => {
        done.push('withdrawn');
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Revise' }));
    await user.click(screen.getByRole('button', { name: 'Withdraw' }));
    await user.click(within(await dialog()).getByRole('button', { name: 'Withdraw' }));

    await expect.poll(() => done).toEqual(['revised', 'withdrawn']);
    expect(screen.queryByRole('button', { name: 'Create the order' })).toBeNull();
  });

  it('whose order could not be made says why', async () => {
    server.use(
      getGetDraftMockHandler(aDraft({ status: 'quoted' })),
      getListDraftQuotesMockHandler(pageOf(aQuote({ problem: 'sold_out' }))),
    );
    openAt(PATH);

    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('the order could not be made');
  });

  it('is found in the list by its status', async () => {
    const asked: string[] = [];
    server.use(
      getListQuotesMockHandler(({ request }) => {
        asked.push(new URL(request.url).search);
        return pageOf(aQuote({ status: 'declined' }));
      }),
    );
    openAt('/quotes?status=declined');

    await screen.findByRole('link', { name: 'Q-7K2M-Q9XT' });
    await hasNoBarrier();
    expect(asked[0]).toContain('status=declined');
  });
});
