import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { pageOf } from '../../mock/answers.ts';
import {
  getListContentVersionsMockHandler,
  getSaveFrontPageMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { aFrontPage } from '../../mock/samples/content.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The front page', () => {
  it('is put into another order with buttons, and saved whole', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveFrontPageMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return aFrontPage({ version: 3 });
      }),
    );
    const user = openAt('/storefront');

    await user.click(await screen.findByRole('button', { name: 'Move up: Products · Best' }));
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const [version, asked] = sent as [string, { blocks: { kind: string }[] }];
    expect(version).toBe('"2"');
    expect(asked.blocks.map(({ kind }) => kind)).toEqual(['products', 'hero']);
  });
});

describe('A block of the front page', () => {
  it('shows its fields once it is opened, and stays open where it is moved', async () => {
    const user = openAt('/storefront');

    const head = await screen.findByRole('button', { name: 'Products · Best' });
    expect(screen.queryAllByLabelText('From')).toHaveLength(0);
    await user.click(head);
    expect(screen.getAllByLabelText('From')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Move up: Products · Best' }));

    const moved = screen.getByRole('button', { name: 'Products · Best' });
    expect(moved.getAttribute('aria-expanded')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Remove: Products · Best' }));
    expect(screen.queryAllByLabelText('From')).toHaveLength(0);
  });

  it('is a picture and text, from a day on', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveFrontPageMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aFrontPage({ version: 3 });
      }),
    );
    const user = openAt('/storefront');

    await user.click(await screen.findByRole('button', { name: 'Add a block' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Picture and text' }));
    await user.type(screen.getAllByLabelText('From').at(-1) as HTMLElement, '2026-12-01T10:00');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const [asked] = sent as [{ blocks: { kind: string; starts_at?: string }[] }];
    expect(asked.blocks.at(-1)).toMatchObject({
      kind: 'banner',
      starts_at: new Date('2026-12-01T10:00').toISOString(),
    });
  });
});

describe('The last change of the front page', () => {
  it('is taken back by writing the version before it', async () => {
    const sent: unknown[] = [];
    const [now, before] = [aFrontPage(), aFrontPage({ version: 1, document: { blocks: [] } })];
    server.use(
      getListContentVersionsMockHandler(pageOf(now, before)),
      getSaveFrontPageMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return aFrontPage({ version: 3 });
      }),
    );
    const user = openAt('/storefront');

    await user.click(await screen.findByRole('button', { name: 'Undo last change' }));
    const question = within(await dialog());
    await question.findByText(/ana@shop.example/);
    await user.click(question.getByRole('button', { name: 'Restore' }));

    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent).toEqual(['"2"', { seo_title: {}, seo_description: {}, blocks: [] }]);
  });
});
