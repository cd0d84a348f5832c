/** Every list of the desk in each state that it can be in, as the API would bring it there. */

import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, pageOf, refused } from './mock/answers.ts';
import { hasNoBarrier, openAt } from './testing/opening';
import { SCREENS } from './testing/screens.ts';
import { server } from './testing/server.ts';

const article = async () => within(await screen.findByRole('article'));

describe.each(SCREENS)('The page $path', ({ path, title, row, nothing, list }) => {
  it('shows its rows under its name', async () => {
    openAt(path);

    const page = await article();
    await page.findAllByText(row, { exact: false });
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe(title);
    expect(document.title).toBe(`${title} · Lonja`);
    await hasNoBarrier();
  });

  it('says that it is loading', async () => {
    server.use(list(never));
    openAt(path);

    const page = await article();
    const busy = page.queryAllByRole('table', { busy: true });
    expect([...busy, ...page.queryAllByLabelText('Loading')].length).toBeGreaterThan(0);
  });

  it('says that there is nothing', async () => {
    server.use(list(pageOf()));
    openAt(path);
    await (await article()).findByText(nothing);
  });

  it('says why it failed, with a reference and a way to try again', async () => {
    server.use(list(refused('unavailable', 503)));
    const user = openAt(path, { locale: 'es' });

    const page = await article();
    const alert = within(await page.findByRole('alert'));
    alert.getByText(/La tienda no está disponible en este momento/);
    alert.getByText('Referencia trace-1');
    server.use(list(pageOf()));
    await user.click(alert.getByRole('button', { name: 'Reintentar' }));
    expect(await page.findByRole('heading', { level: 1 })).toBeTruthy();
  });

  it('says who to ask where the person has no permission, and offers no other try', async () => {
    server.use(list(refused('forbidden', 403)));
    openAt(path);

    const alert = within(await (await article()).findByRole('alert'));
    alert.getByText('You do not have permission to do this. Ask an owner of the store.');
    expect(alert.queryByRole('button')).toBeNull();
  });
});
