import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import {
  getEraseExportFileMockHandler,
  getListExportFilesMockHandler,
  getPrepareExportMockHandler,
} from '../../mock/generated/exports/exports.msw.ts';
import { anExport } from '../../mock/samples/exports.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('A list', () => {
  it('is a file with the filters that it has now', async () => {
    const user = openAt('/stock?q=jug');

    await user.click(await screen.findByRole('button', { name: 'Export' }));

    const link = await screen.findByRole('menuitem', { name: 'Stock as Excel' });
    expect(link.getAttribute('href')).toMatch(/exports\/stock\?q=jug&format=xlsx&language=en$/);
    await hasNoBarrier();
  });

  it('is cut to what runs short, and in its order', async () => {
    const user = openAt('/stock?only=low&sort=-free&hide=held');

    await user.click(await screen.findByRole('button', { name: 'Export' }));

    const link = await screen.findByRole('menuitem', { name: 'Stock as CSV' });
    const asked = new URL(link.getAttribute('href') ?? '', 'http://desk.test').searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      only: 'low',
      sort: '-free',
      hide: 'held',
      format: 'csv',
      language: 'en',
    });
  });

  it('of customers is no file for who may not answer for their data', async () => {
    const user = openAt('/customers', { permissions: ['customers.read'], locale: 'es' });

    await user.hover(await screen.findByRole('button', { name: 'Exportar' }));
    await screen.findByText(/permiso/);
  });

  it('is made in the background, and found among the files', async () => {
    const sent: string[] = [];
    server.use(
      getPrepareExportMockHandler(({ request }) => {
        sent.push(`${request.method} ${new URL(request.url).pathname}`);
        return anExport({ status: 'making' });
      }),
      getListExportFilesMockHandler(
        pageOf(anExport(), anExport({ id: 'file-2', status: 'making', size_bytes: null })),
      ),
      getEraseExportFileMockHandler(({ request }) => {
        sent.push(`${request.method} ${new URL(request.url).pathname}`);
      }),
    );
    const user = openAt('/stock?q=jug');

    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(
      await screen.findByRole('menuitem', { name: 'Stock as Excel, in the background' }),
    );
    await screen.findByText(/is being prepared/);
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Exports' }));
    const link = await screen.findByRole('link', { name: 'Download' });
    await hasNoBarrier();
    const [first] = screen.getAllByRole('button', { name: 'Delete stock-2026-11-30.csv' });
    await user.click(first!);

    expect(link.getAttribute('href')).toBe('/api/v1/export-files/file-1/file');
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[0]).toMatch(/^PUT .*\/exports\/stock\/files\/[0-9a-f-]{36}$/);
    expect(sent[1]).toBe('DELETE /api/v1/export-files/file-1');
  });
});
