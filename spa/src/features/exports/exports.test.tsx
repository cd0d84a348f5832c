import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { hasNoBarrier, openAt } from '../../testing/opening';

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
});
