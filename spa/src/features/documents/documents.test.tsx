import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import { getListDocumentsMockHandler } from '../../mock/generated/documents/documents.msw.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The list of documents', () => {
  it('shows each with its PDF and its order', async () => {
    openAt('/documents');

    const link = await screen.findByRole('link', { name: 'S2026-000042' });
    expect(link.getAttribute('href')).toContain('/pdf');
    expect(screen.getByRole('link', { name: 'K7QF-93MD' })).toBeDefined();
    await hasNoBarrier();
  });

  it('says that there are none', async () => {
    server.use(getListDocumentsMockHandler(pageOf()));
    openAt('/documents');

    await screen.findByText('No documents');
    await hasNoBarrier();
  });

  it('hands out the journal of a period', async () => {
    const user = openAt('/documents?kind=invoice');

    await user.click(await screen.findByRole('button', { name: 'Journal' }));
    const form = within(await dialog());
    const since = form.getByLabelText('From');
    await user.clear(since);
    await user.type(since, '2026-01-01');
    const until = form.getByLabelText('Until');
    await user.clear(until);
    await user.type(until, '2026-01-31');

    expect(form.getByRole('link', { name: 'Download CSV' }).getAttribute('href')).toContain(
      'since=2026-01-01&until=2026-01-31',
    );
    await hasNoBarrier();
  });
});
