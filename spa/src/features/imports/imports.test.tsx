import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getGetImportMockHandler,
  getListImportsMockHandler,
  getStartImportMockHandler,
  getUndoImportMockHandler,
} from '../../mock/generated/imports/imports.msw.ts';
import {
  getListEtlRunsMockHandler,
  getStartEtlRunMockHandler,
} from '../../mock/generated/reports/reports.msw.ts';
import { anImport } from '../../mock/samples/goods.ts';
import { anEtlRun } from '../../mock/samples/work.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const FILE = new File(['sku,quantity\nTOWEL-RED,5'], 'november.csv', { type: 'text/csv' });
const STORAGE = 'http://desk.test/storage/november.csv';
const STARTED = {
  id: 'import-1',
  upload: { url: STORAGE, headers: {}, expires_at: '2026-11-20T10:00:00Z' },
};

describe('A file', () => {
  it('goes to the storage, and its import is opened', async () => {
    const asked: unknown[] = [];
    server.use(
      http.post('*/api/v1/imports', async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json(STARTED, { status: 201 });
      }),
      http.put(STORAGE, () => new HttpResponse(null, { status: 201 })),
    );
    const user = openAt('/imports');

    await user.upload(await screen.findByLabelText('Upload a file', { selector: 'input' }), FILE);

    await screen.findByRole('heading', { level: 1, name: /november\.csv/ });
    await screen.findByText('The shop has no such SKU.');
    await hasNoBarrier();
    expect(asked).toEqual([{ file_name: 'november.csv', size_bytes: FILE.size }]);
  });

  it('that the storage rejects is said to be so', async () => {
    server.use(
      getStartImportMockHandler(STARTED),
      http.put(STORAGE, () => new HttpResponse(null, { status: 403 })),
    );
    const user = openAt('/imports', { locale: 'es' });

    const label = 'Subir un archivo';
    await user.upload(await screen.findByLabelText(label, { selector: 'input' }), FILE);

    await screen.findByText(/El almacenamiento ha rechazado el archivo/);
  });

  it('is not taken from who can only look', async () => {
    const user = openAt('/imports', { permissions: ['imports.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Upload a file' }));
    await screen.findByText(/You need the permission “run imports”/);
  });
});

describe('An import that is done', () => {
  it('is no success where rows were refused', async () => {
    server.use(
      getListImportsMockHandler(
        pageOf(
          anImport({ id: 'some' }),
          anImport({ id: 'none', rows_done: 0, rows_failed: 1_000 }),
          anImport({ id: 'all', rows_failed: 0 }),
        ),
      ),
    );
    openAt('/imports', { locale: 'es' });

    const some = await screen.findByText('Terminado, 5 filas rechazadas');
    expect(some.dataset['tone']).toBe('waiting');
    expect(screen.getByText('Nada importado').dataset['tone']).toBe('bad');
    expect(screen.getByText('Terminado').dataset['tone']).toBe('good');
  });

  it('says why a row was refused in the language of the reader', async () => {
    openAt('/imports/import-1', { locale: 'es' });

    await screen.findByText('La tienda no tiene este SKU.');
  });
});

describe('The runs of the warehouse', () => {
  it('say that they match, in the format of the language, and ask before a full load', async () => {
    const asked: unknown[] = [];
    server.use(
      getListEtlRunsMockHandler(
        pageOf(
          anEtlRun({
            ended_at: '2026-11-20T11:00:00.700Z',
            dropped: { payments: { no_money_moved: 21_922 } },
          }),
        ),
      ),
      getStartEtlRunMockHandler(async ({ request }) => {
        asked.push(await request.json());
        return { message_id: 'message-1' };
      }),
    );
    const user = openAt('/warehouse', { locale: 'es' });

    await screen.findByText('Coincide con la tienda al céntimo');
    expect(screen.getByText(/^0,7\s/)).toBeTruthy();
    expect(screen.getByText(/21\.922 sin cobro/).closest('details')?.open).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Recargar todo' }));
    const form = within(await dialog());
    expect(asked).toEqual([]);
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Recargar todo' }));

    await screen.findByText('Se ha pedido una carga');
    expect(asked).toEqual([{ full: true }]);
  });
});

describe('Undoing an import', () => {
  it('asks first, and says why it is refused', async () => {
    server.use(getUndoImportMockHandler(refused('wrong_import_status', 409)));
    const user = openAt('/imports/import-1');

    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Undo' }));

    expect((await form.findByRole('alert')).textContent).toMatch(/^The status of the import/);
  });

  it('is not offered for sales of the past', async () => {
    server.use(getGetImportMockHandler(anImport({ kind: 'sales' })));
    const user = openAt('/imports/import-1');

    await user.hover(await screen.findByRole('button', { name: 'Undo' }));
    await screen.findByText(/Only an import that is done/);
  });
});
