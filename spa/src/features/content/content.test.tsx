import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { HttpResponse } from 'msw';
import { refused } from '../../mock/answers.ts';
import {
  getAddPageMockHandler,
  getAddRedirectMockHandler,
  getChangePageMockHandler,
  getGetLegalDraftMockHandler,
  getImportRedirectsMockHandler,
  getSaveAnnouncementMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { aPage, aRedirect, UNWRITTEN } from '../../mock/samples/content.ts';
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
