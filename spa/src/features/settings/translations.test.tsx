import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import {
  getListMissingTranslationsMockHandler,
  getListTranslationCoverageMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

it('Translations lead from a count to the form of what is missing', async () => {
  server.use(
    getListTranslationCoverageMockHandler({
      items: [
        { kind: 'products', language: 'en', total: 3, lacking: 2 },
        { kind: 'pages', language: 'en', total: 4, lacking: 0 },
      ],
      next_cursor: null,
    }),
    getListMissingTranslationsMockHandler({
      items: [{ id: 'p1', name: 'Azulejo B', lacks: ['description', 'options'] }],
      next_cursor: null,
    }),
  );
  const user = openAt('/settings/translations');

  await user.click(await screen.findByRole('link', { name: 'Products · English' }));

  const link = await screen.findByRole('link', { name: 'Azulejo B' });
  expect(link.getAttribute('href')).toContain('/products/p1');
  await screen.findByText('Description, Option names');
  await hasNoBarrier();
});

it('Translations read in Spanish where nothing is missing', async () => {
  server.use(
    getListTranslationCoverageMockHandler({
      items: [{ kind: 'pages', language: 'es', total: 4, lacking: 0 }],
      next_cursor: null,
    }),
    getListMissingTranslationsMockHandler({ items: [], next_cursor: null }),
  );
  openAt('/settings/translations?kind=pages&language=es', { locale: 'es' });

  await screen.findByText('Completo');
  await screen.findByText('No falta nada.');
  await hasNoBarrier();
});
