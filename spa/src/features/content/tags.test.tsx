import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetTagsMockHandler,
  getListConsentCountsMockHandler,
  getSaveTagsMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { UNWRITTEN } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Scripts of others', () => {
  it('are written down with their purpose before anybody is asked', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveTagsMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...UNWRITTEN, version: 1, document: {} };
      }),
    );
    const user = openAt('/settings/cookies');

    await user.click(await screen.findByRole('button', { name: 'Add a script' }));
    await user.type(screen.getByLabelText(/^Whose script it is/), 'Counters');
    await user.type(screen.getByLabelText(/^Short name/), 'counting');
    await user.type(screen.getByLabelText(/^In words.*English/), 'Counting');
    await user.type(screen.getByLabelText(/^Address of the script/), 'https://c.example/c.js');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      '"0"',
      {
        tags: [
          {
            key: 'counting',
            category: 'statistics',
            vendor: 'Counters',
            purpose: { en: 'Counting' },
            script: 'https://c.example/c.js',
          },
        ],
      },
    ]);
  });

  it('show how buyers chose, added up', async () => {
    const day = '2026-11-30';
    server.use(
      getListConsentCountsMockHandler({
        items: [
          { day, edition: 1, choice: 'sm', count: 2 },
          { day, edition: 2, choice: 'sm', count: 3 },
          { day, edition: 2, choice: '', count: 4 },
        ],
      }),
    );
    openAt('/settings/cookies');

    await screen.findByText('Statistics, Advertising');
    screen.getByText('5');
    screen.getByText('All rejected');
  });

  it('are for who may see the settings', async () => {
    server.use(getGetTagsMockHandler(refused('forbidden', 403)));
    openAt('/settings/cookies');

    await screen.findByText(/permission/i);
  });
});
