import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getGetLookMockHandler,
  getPreviewDraftMockHandler,
  getSaveLookMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { aLook } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The look of a store', () => {
  it('is changed over the theme, with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveLookMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return aLook({ version: 1 });
      }),
    );
    const user = openAt('/settings/look');

    await user.type(await screen.findByLabelText('Colour on bright screens'), '#0b5d4e');
    await user.type(screen.getByLabelText('Colour on dark screens'), '#7fd6c2');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const theirs = { corners: 'theme', letters: 'theme', logo: '', icon: '', logo_has_name: false };
    expect(sent).toEqual(['"0"', { accent: '#0b5d4e', accent_dark: '#7fd6c2', ...theirs }]);
  });

  it('is shown in the shop before it is saved, on a phone and on a desk', async () => {
    const sent: unknown[] = [];
    server.use(
      getPreviewDraftMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return {
          urls: { en: 'http://shop.test/en/preview/1' },
          expires_at: '2026-11-30T14:00:00Z',
        };
      }),
    );
    const user = openAt('/settings/look');

    await user.type(await screen.findByLabelText('Colour on bright screens'), '#0b5d4e');
    await user.click(screen.getByRole('button', { name: 'Show preview' }));
    const frame = await screen.findByTitle('Preview in the shop');
    await user.click(screen.getByText('Desktop'));

    expect(frame.getAttribute('src')).toBe('http://shop.test/en/preview/1');
    expect(sent).toMatchObject([{ look: { accent: '#0b5d4e' } }]);
  });

  it('says at the colour that it is hard to read', async () => {
    server.use(
      getSaveLookMockHandler(
        refused('hard_to_read', 422, { field: 'accent', ratio: '1.51', against: '#ffffff' }),
      ),
    );
    const user = openAt('/settings/look');

    await user.type(await screen.findByLabelText('Colour on bright screens'), '#ffcc00');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText(/its contrast is 1.51 to 1/);
  });

  it('says that there is no permission, and what went wrong', async () => {
    server.use(getGetLookMockHandler(refused('forbidden', 403)));
    openAt('/settings/look');

    await screen.findByText(/permission/i);
  });
});
