import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, refused } from '../../mock/answers.ts';
import {
  getGetMailTextsMockHandler,
  getPreviewMailMockHandler,
  getSaveMailTextsMockHandler,
  getTestMailMockHandler,
} from '../../mock/generated/content/content.msw.ts';
import { someMailTexts } from '../../mock/samples/content.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('The e-mails of a store', () => {
  it('are written per language over the words of the theme, and shown as they will be', async () => {
    const sent: unknown[] = [];
    server.use(
      getSaveMailTextsMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return someMailTexts({ version: 1 });
      }),
    );
    const user = openAt('/settings/mails');

    await user.type(await screen.findByLabelText(/^Subject · English/), 'Yours: {{number}');
    await screen.findByText('Theme: Your order {number} is confirmed');
    await screen.findByText('Theme: Su pedido {number} está confirmado');
    await screen.findByText('Order K7QF-93MD');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const nothing = { headline: '', text: '', button: '', footer: '' };
    expect(sent).toEqual(['"0"', { texts: { en: { subject: 'Yours: {number}', ...nothing } } }]);
  });

  it('say at its field which placeholder is not known', async () => {
    server.use(
      getSaveMailTextsMockHandler(
        refused('unknown_placeholder', 422, { field: 'texts.en.subject', placeholder: 'nmber' }),
      ),
    );
    server.use(getPreviewMailMockHandler(never));
    const user = openAt('/settings/mails');

    await user.type(await screen.findByLabelText(/^Subject · English/), '{{nmber}');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findAllByText(/does not know the placeholder “nmber”/);
  });

  it('are tried on oneself once they are saved, and go back to the theme', async () => {
    const written = {
      en: { subject: 'Mine', headline: '', text: '', button: '', footer: '' },
    };
    const [one] = someMailTexts().kinds;
    const tried: unknown[] = [];
    server.use(
      getGetMailTextsMockHandler(
        someMailTexts({ version: 3, kinds: one ? [{ ...one, written }] : [] }),
      ),
      getTestMailMockHandler(async ({ request }: { request: Request }) => {
        tried.push(await request.json());
      }),
    );
    const user = openAt('/settings/mails');

    const subject = await screen.findByLabelText(/^Subject · English/);
    await user.click(screen.getByRole('button', { name: 'Send me a test' }));
    await screen.findByText('On its way to your own address.');
    await user.click(screen.getByRole('button', { name: "Back to the theme's words" }));

    expect(tried).toEqual([{ language: 'en' }]);
    expect(subject).toHaveProperty('value', '');
  });

  it('say that there is no permission', async () => {
    server.use(getGetMailTextsMockHandler(refused('forbidden', 403)));
    openAt('/settings/mails');

    await screen.findByText(/permission/i);
  });
});
