import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getExchangeReturnMockHandler,
  getGetReturnMockHandler,
  getPreviewReturnExchangeMockHandler,
} from '../../mock/generated/returns/returns.msw.ts';
import { anExchangePreview, aReturn } from '../../mock/samples/returns.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/returns/RT-7K2M-Q9XT';

describe('A return', () => {
  it('is exchanged for what its customer asked for', async () => {
    const sent: string[] = [];
    const swapped = {
      ...aReturn().lines[0]!,
      approved: 2,
      received: 2,
      exchange_sku: 'TOWEL-BLUE',
      exchange_name: 'Towel, blue',
    };
    const received = aReturn({
      status: 'received',
      may_cancel: false,
      may_exchange: true,
      exchange_failure: 'sold_out',
      lines: [swapped],
    });
    server.use(
      getGetReturnMockHandler(received),
      getPreviewReturnExchangeMockHandler(anExchangePreview()),
      getExchangeReturnMockHandler(({ request }) => {
        sent.push(request.url);
        return { number: 'L-2' };
      }),
    );
    const user = openAt(PATH);

    await screen.findByText('What was asked for is sold out.');
    await user.click(screen.getByRole('button', { name: 'Make exchange' }));
    const form = within(await dialog());
    await form.findByText('The customer pays €5.00');
    form.getByText(/Towel, blue/);
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Make exchange' }));

    await screen.findByText('The exchange is made. The customer gets an email.');
    expect(sent).toHaveLength(1);
  });

  it('says why it cannot be exchanged, and stays open', async () => {
    const line = { ...aReturn().lines[0]!, approved: 1, exchange_sku: 'B', exchange_name: 'Blue' };
    server.use(
      getGetReturnMockHandler(aReturn({ status: 'approved', may_exchange: true, lines: [line] })),
      getPreviewReturnExchangeMockHandler(anExchangePreview()),
      getExchangeReturnMockHandler(
        refused('exchange_not_possible', 409, { reason: 'no_way_to_pay' }),
      ),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Make exchange' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Make exchange' }));

    expect((await form.findByRole('alert')).textContent).toContain(
      'no payment method takes the difference by a link',
    );
    form.getByText(/Towel, blue/);
  });

  it('is exchanged by nobody who may not refund', async () => {
    server.use(getGetReturnMockHandler(aReturn({ status: 'received', may_exchange: true })));
    openAt(PATH, { permissions: ['orders.read'] });

    const button = await screen.findByRole('button', { name: 'Make exchange' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});
