import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetLawMockHandler,
  getGetLegalNoticesMockHandler,
  getSaveLegalNoticesMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { UNWRITTEN } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const NOTICES = { ...UNWRITTEN, is_due: true, urls: {} };

describe('What the law asks', () => {
  it('is a list with what is missing, and in which language', async () => {
    server.use(
      getGetLawMockHandler({
        country: 'ES',
        duties: [
          { code: 'guarantee_notice', state: 'missing', missing: ['es'], in_english: [] },
          { code: 'order_button', state: 'automatic', missing: [], in_english: [] },
        ],
      }),
    );
    openAt('/settings/law');

    await screen.findByText('Missing in Spanish.');
    await screen.findByText('The shop does it');
    await hasNoBarrier();
  });

  it('keeps the official file while its words change', async () => {
    const sent: unknown[] = [];
    const document = { guarantee: { en: { blob: 'notices/1.svg', words: '' } } };
    server.use(
      getGetLegalNoticesMockHandler({ ...NOTICES, version: 1, document }),
      getSaveLegalNoticesMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...NOTICES, version: 2, document };
      }),
    );
    const user = openAt('/settings/law');

    await user.type(await screen.findByLabelText(/^What it says.*English/), 'Three years');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      '"1"',
      { guarantee: { en: { blob: 'notices/1.svg', words: 'Three years' } } },
    ]);
  });

  it('is one line on the home page while something is missing', async () => {
    server.use(
      getGetLawMockHandler({
        country: 'ES',
        duties: [{ code: 'terms', state: 'missing', missing: ['es'], in_english: [] }],
      }),
    );
    openAt('/');

    await screen.findByText(/The law asks for: Terms of sale/);
  });

  it('is for who may see the pages', async () => {
    server.use(getGetLawMockHandler(refused('forbidden', 403)));
    openAt('/settings/law');

    await screen.findByText(/permission/i);
  });
});
