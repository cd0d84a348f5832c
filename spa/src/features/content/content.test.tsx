import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { HttpResponse } from 'msw';
import { pageOf, refused } from '../../mock/answers.ts';
import {
  getAddPageMockHandler,
  getAddRedirectMockHandler,
  getChangePageMockHandler,
  getGetLegalDraftMockHandler,
  getImportRedirectsMockHandler,
  getListContentVersionsMockHandler,
  getSaveAnnouncementMockHandler,
  getSaveFrontPageMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { aFrontPage, aPage, aRedirect, UNWRITTEN } from '../../mock/samples/content.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { slugOf } from '../../ui/slug.ts';

async function write(name: RegExp, html: string): Promise<void> {
  const text = await screen.findByRole('textbox', { name });
  text.innerHTML = html;
  fireEvent.input(text);
}

describe('A page', () => {
  it('is changed with the version that was read, and its text as HTML', async () => {
    const sent: unknown[] = [];
    server.use(
      getChangePageMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return aPage({ version: 4 });
      }),
    );
    const user = openAt('/pages/page-1');

    await write(/^Text · English/, '<p>You buy from <strong>us</strong>.</p>');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const [version, asked] = sent as [string, { texts: { en: { body: string; slug: string } } }];
    expect(version).toBe('"3"');
    expect(asked.texts.en.body).toBe('<p>You buy from <strong>us</strong>.</p>');
    expect(asked.texts.en.slug).toBe('terms');
  });

  it('says why it is not published', async () => {
    server.use(getChangePageMockHandler(refused('draft_note_left')));
    const user = openAt('/pages/page-1');

    await write(/^Text · English/, '<p>This is a draft.</p>');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText(/still says that it is a draft/);
  });

  it('that is new gets its address from its title', async () => {
    const sent: unknown[] = [];
    server.use(
      getAddPageMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return aPage();
      }),
    );
    const user = openAt('/pages/new');

    await user.type(await screen.findByLabelText(/^Title · English/), 'How we ship');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByRole('heading', { name: /Terms of sale/ });
    expect(sent).toMatchObject([{ texts: { en: { slug: 'how-we-ship', title: 'How we ship' } } }]);
  });

  it('of a legal kind begins with a draft that says what it is', async () => {
    const text = { seo_title: '', seo_description: '' };
    server.use(
      getGetLegalDraftMockHandler({
        role: 'terms',
        country: 'ES',
        note: {},
        texts: { en: { ...text, slug: 'terms', title: 'Terms', body: '<p>A draft.</p>' } },
      }),
    );
    const user = openAt('/pages/new');

    await user.click(await screen.findByRole('combobox', { name: /Kind of page/ }));
    await user.click(await screen.findByRole('option', { name: 'Terms of sale' }));
    await user.click(await screen.findByRole('button', { name: /Begin with a draft/ }));

    await screen.findByDisplayValue('Terms');
    expect(screen.getByText(/It is no legal advice/)).toBeTruthy();
    expect(screen.getByRole('textbox', { name: /^Text · English/ }).innerHTML).toBe(
      '<p>A draft.</p>',
    );
  });
});

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

describe('The announcement', () => {
  it('is written in each language', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveAnnouncementMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return { document: {}, ...UNWRITTEN, version: 1 };
      }),
    );
    const user = openAt('/storefront?part=announcement');

    await user.type(await screen.findByLabelText(/^Text · English/), 'Closed on Monday');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([{ text: { en: 'Closed on Monday' }, target: null }]);
  });
});

describe('Redirects', () => {
  it('are added, and a circle is said in words', async () => {
    server.use(getAddRedirectMockHandler(refused('redirect_loop')));
    const user = openAt('/redirects');

    await user.click(await screen.findByRole('button', { name: 'New redirect' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^From/), '/en/search');
    await user.type(form.getByLabelText(/^To/), '/old-page');
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText(/leads round in a circle/);

    server.use(getAddRedirectMockHandler(aRedirect({ id: 'redirect-2' })));
    await user.click(form.getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved.');
    await hasNoBarrier();
  });

  it('of a file are named by row where they are wrong', async () => {
    server.use(
      getImportRedirectsMockHandler(() => {
        throw HttpResponse.json(
          { code: 'redirects_refused', rows: [{ row: 3, code: 'redirect_loop' }] },
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        );
      }),
    );
    const user = openAt('/redirects');

    await user.click(await screen.findByRole('button', { name: 'Import' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Rows/), '/a,/b');
    await user.click(form.getByRole('button', { name: 'Import' }));

    await form.findByText(/Row 3:/);
    await form.findByText(/nothing was imported/);
  });
});

describe('The address of a title', () => {
  it.each([
    ['Cómo se coloca', 'como-se-coloca'],
    ['  Prices & taxes! ', 'prices-taxes'],
    ['ñ', 'n'],
    ['Große Œuvre', 'grosse-oeuvre'],
    ['Плитка', 'плитка'],
    ['नीला', 'नीला'],
  ])('%s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });
});
