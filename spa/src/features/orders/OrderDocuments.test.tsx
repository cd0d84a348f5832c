import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import {
  getIssueInvoiceMockHandler,
  getListOrderDocumentsMockHandler,
} from '../../mock/generated/documents/documents.msw.ts';
import { aDocumentRow, anOrderDocument } from '../../mock/samples/documents.ts';
import { getChangeSettingsMockHandler } from '../../mock/generated/settings/settings.msw.ts';
import { someSettings } from '../../mock/samples/settings.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The documents of an order', () => {
  it('are links to their PDFs, and a slip is printed', async () => {
    const user = openAt('/orders/K7QF-93MD');

    const link = await screen.findByRole('link', { name: 'Simplified invoice S2026-000042' });
    await user.click(screen.getByRole('button', { name: 'Print' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Packing slip' }));
    const slip = await screen.findByRole('link', { name: 'Open: Packing slip' });

    expect(link.getAttribute('href')).toContain('/pdf');
    expect(slip.getAttribute('href')).toContain('/prints/');
    await hasNoBarrier();
  });

  it('are issued by a press where there are none', async () => {
    const issued: string[] = [];
    server.use(
      getListOrderDocumentsMockHandler(() =>
        issued.length > 0 ? pageOf(anOrderDocument()) : pageOf(),
      ),
      getIssueInvoiceMockHandler(({ request }) => {
        issued.push(new URL(request.url).pathname);
        return aDocumentRow();
      }),
    );
    const user = openAt('/orders/K7QF-93MD');

    await user.click(await screen.findByRole('button', { name: 'Issue the invoice' }));

    await screen.findByRole('link', { name: 'Simplified invoice S2026-000042' });
    expect(issued).toEqual(['/api/v1/orders/K7QF-93MD/documents']);
  });
});

describe('The rules of documents', () => {
  it('are saved as a whole', async () => {
    const sent: unknown[] = [];
    server.use(
      getChangeSettingsMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return someSettings();
      }),
    );
    const user = openAt('/settings/documents');

    const field = await screen.findByLabelText(/^Series of invoices/);
    await user.clear(field);
    await user.click(field);
    await user.paste('FA');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        documents: {
          issue_on: 'confirmation',
          mails_pdf: false,
          invoice_series: 'FA',
          simplified_series: 'S',
          credit_series: 'R',
          footer: {},
          tax_record: 'none',
        },
      },
    ]);
  });
});
