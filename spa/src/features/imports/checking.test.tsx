import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Matching, ThingChanged } from '../../api/model';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getGetImportMatchingMockHandler,
  getGetImportMockHandler,
  getListImportChangesMockHandler,
} from '../../mock/generated/imports/imports.msw.ts';
import { anImport } from '../../mock/samples/goods.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const SHEET = { rows_failed: 1, kind: 'prices' };
const MATCHING: Matching = {
  kind: 'prices',
  source: 'shopify',
  is_remembered: false,
  headings: ['Variant SKU', 'Cost of it', 'Remark'],
  sample: [['JUG-S', '12.00', 'new']],
  sheet_name: '',
  kinds: [
    {
      code: 'prices',
      columns: [
        { code: 'sku', heading: 'SKU', is_needed: true },
        { code: 'price', heading: 'Price', is_needed: true },
      ],
      proposed: ['sku', '', ''],
    },
  ],
  columns: null,
  clears_empty: false,
  currency: 'EUR',
  language: 'en',
  currencies: ['EUR', 'USD'],
  languages: ['en', 'es'],
};

describe('A file whose columns are not matched', () => {
  it('says what it is, and is checked once each needed column is there', async () => {
    const asked: unknown[] = [];
    server.use(
      getGetImportMockHandler(anImport({ ...SHEET, status: 'matching', dry_run: true })),
      getGetImportMatchingMockHandler(MATCHING),
      http.put('*/api/v1/imports/import-1/matching', async ({ request }) => {
        asked.push(await request.json());
        return new HttpResponse(null, { status: 202 });
      }),
    );
    const user = openAt('/imports/import-1');

    await screen.findByText(/This looks like a file of Shopify/);
    await user.hover(screen.getByRole('button', { name: 'Check the file' }));
    await screen.findByText('Needed: Price');
    await user.selectOptions(screen.getByLabelText('Column for Cost of it'), 'Price');
    await user.selectOptions(screen.getByLabelText('Empty cells'), 'Clear the field');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Check the file' }));

    await waitFor(() => {
      expect(asked).toEqual([
        {
          kind: 'prices',
          columns: ['sku', 'price', ''],
          currency: 'EUR',
          language: 'en',
          clears_empty: true,
        },
      ]);
    });
  });

  it('says why it cannot be looked at', async () => {
    server.use(
      getGetImportMockHandler(anImport({ ...SHEET, status: 'matching' })),
      getGetImportMatchingMockHandler(refused('forbidden', 403)),
    );
    openAt('/imports/import-1', { locale: 'es' });

    await screen.findByRole('alert');
  });
});

describe('A file that was checked', () => {
  const CHECKED = anImport({
    ...SHEET,
    status: 'checked',
    dry_run: true,
    things_new: 3,
    things_changed: 2,
    things_same: 990,
    ended_at: null,
  });
  const CHANGE: ThingChanged = {
    row: 2,
    key: 'JUG-S EUR',
    is_new: false,
    changes: [
      { part: '', field: 'price.EUR', before: '25.00', after: '12.00', is_kept: false },
      { part: 'JUG-L', field: 'grams', before: '', after: '1200', is_kept: true },
    ],
  };

  it('shows each field before and after, and is imported at a word', async () => {
    let confirmed = 0;
    server.use(
      getGetImportMockHandler(CHECKED),
      getListImportChangesMockHandler(pageOf(CHANGE)),
      http.put('*/api/v1/imports/import-1/confirmation', () => {
        confirmed += 1;
        return new HttpResponse(null, { status: 202 });
      }),
    );
    const user = openAt('/imports/import-1', { locale: 'es' });

    await screen.findByText(/^25,00\s€$/);
    expect(screen.getByText('Precio (EUR):', { exact: false }).textContent).toMatch(
      /^Precio \(EUR\): 25,00\s€ → 12,00\s€$/,
    );
    expect(screen.getByText(/Peso \(g\)/).textContent).toMatch(/cambiado después/);
    expect(screen.getByText('990')).toBeTruthy();
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Importar ahora' }));

    await waitFor(() => {
      expect(confirmed).toBe(1);
    });
  });

  it('is not imported where nothing would change', async () => {
    server.use(
      getGetImportMockHandler({ ...CHECKED, things_new: 0, things_changed: 0 }),
      getListImportChangesMockHandler(pageOf()),
    );
    const user = openAt('/imports/import-1');

    await user.hover(await screen.findByRole('button', { name: 'Import now' }));
    await screen.findByText('There is nothing to import');
  });

  it('has its refused rows as a file in the language of the reader', async () => {
    server.use(getGetImportMockHandler(CHECKED), getListImportChangesMockHandler(pageOf(CHANGE)));
    openAt('/imports/import-1', { locale: 'es' });

    const link = await screen.findByRole('link', { name: 'Descargar en CSV' });
    expect(link.getAttribute('href')).toMatch(/errors\.csv\?language=es$/);
  });
});
