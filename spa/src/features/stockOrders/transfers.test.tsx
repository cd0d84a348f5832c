import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetTransferMockHandler,
  getReceiveTransferMockHandler,
  getSendTransferMockHandler,
  getWriteTransferLinesMockHandler,
} from '../../mock/generated/transfers/transfers.msw.ts';
import { aStockOrderLine, aTransfer } from '../../mock/samples/stockOrders.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { readLines } from './pasting.ts';

const PATH = '/transfers/transfer-1';

describe('A draft', () => {
  it('gets a unit by each scan, with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getWriteTransferLinesMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
        return aTransfer({ version: 3, lines: [aStockOrderLine({ quantity: 7 })] });
      }),
    );
    const user = openAt(PATH);

    const field = await screen.findByRole('textbox', { name: 'Scan or type a SKU or barcode' });
    await user.type(field, 'towel-red{Enter}');

    await screen.findByDisplayValue('7');
    expect(sent).toEqual(['"2"', { lines: [{ code: 'TOWEL-RED', quantity: 7 }] }]);
    await hasNoBarrier();
  });

  it('is sent for a day, and says what the origin lacks', async () => {
    server.use(
      getGetTransferMockHandler(aTransfer({ expected_on: '2040-01-02' })),
      getSendTransferMockHandler(refused('not_enough_to_send', 409, { skus: ['TOWEL-RED (4)'] })),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Send' }));

    await form.findByText('Not so many are free at the origin: TOWEL-RED (4).');
  });
});

describe('A transfer on its way', () => {
  const onItsWay = aTransfer({
    status: 'sent',
    sent_at: '2026-11-02T10:00:00Z',
    expected_on: '2026-11-04',
    is_late: true,
    lines: [aStockOrderLine({ at_origin: null })],
  });

  it('is received with what is good, and what is lost for a reason', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetTransferMockHandler(onItsWay),
      getReceiveTransferMockHandler(async ({ request }) => {
        sent.push(await request.json());
        server.use(getGetTransferMockHandler(aTransfer({ status: 'closed' })));
        return aTransfer({ status: 'closed' });
      }),
    );
    const user = openAt(PATH);

    await screen.findByText('Late');
    await user.click(screen.getByRole('button', { name: 'Receive' }));
    const form = within(await dialog());
    await user.type(
      form.getByRole('textbox', { name: 'Scan or type a SKU or barcode' }),
      '4006381333931{Enter}TOWEL-RED{Enter}nothing{Enter}',
    );
    await form.findByText('nothing is not on this list');
    await user.type(form.getByRole('textbox', { name: 'Lost units of TOWEL-RED' }), '5');
    await form.findByText('Only 6 are still to come');
    const lost = form.getByRole('textbox', { name: 'Lost units of TOWEL-RED' });
    await user.clear(lost);
    await user.type(lost, '1');
    await form.findByText('Say why they are lost');
    await user.click(form.getByRole('combobox', { name: 'Why units of TOWEL-RED are lost' }));
    await user.click(await screen.findByRole('option', { name: 'Damaged' }));
    await user.click(form.getByRole('button', { name: 'Receive' }));

    await screen.findByText('Closed with a difference');
    expect(sent).toEqual([
      { lines: [{ code: 'TOWEL-RED', received: 2, lost: 1, reason: 'damaged' }] },
    ]);
  });
});

describe('Pasted lines', () => {
  it('are read from a spreadsheet, summed, and named where they cannot be read', () => {
    expect(readLines('SKU\tUnits\nA\t2\n"B";3\nA,1\n\nC')).toEqual({
      lines: [
        { code: 'A', quantity: 3 },
        { code: 'B', quantity: 3 },
        { code: 'C', quantity: 1 },
      ],
      wrong: [],
    });
    expect(readLines('A;two').wrong).toEqual(['A;two']);
  });
});
