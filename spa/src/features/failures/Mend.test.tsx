import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getDiscardDeadLetterMockHandler,
  getGetDeadLetterMockHandler,
  getReplayDeadLetterMockHandler,
} from '../../mock/generated/dead-letters/dead-letters.msw.ts';
import { aDeadLetter } from '../../mock/samples/work.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/failures/letter-1';

describe('A failed message', () => {
  it('is sent again as it was mended', async () => {
    const sent: unknown[] = [];
    server.use(
      getReplayDeadLetterMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    const payload = await screen.findByLabelText('Message as it failed');
    await hasNoBarrier();
    await user.clear(payload);
    await user.paste('{"id": "1", "type": "confirm_order", "version": 1, "body": {}}');
    await user.click(screen.getByRole('button', { name: 'Send again' }));

    await screen.findByText('Done');
    expect(sent).toEqual([
      { payload: '{"id": "1", "type": "confirm_order", "version": 1, "body": {}}' },
    ]);
  });

  it('cannot be sent while it is not JSON', async () => {
    const user = openAt(PATH);

    await user.type(await screen.findByLabelText('Message as it failed'), 'x');

    await screen.findByText('This is not valid JSON.');
    const send = screen.getByRole('button', { name: 'Send again' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
  });

  it('is discarded with a reason, or says who was quicker', async () => {
    server.use(getDiscardDeadLetterMockHandler(refused('dead_letter_settled', 409)));
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Descartar' }));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/^Motivo/), 'duplicado');
    await user.click(form.getByRole('button', { name: 'Descartar' }));

    expect((await form.findByRole('alert')).textContent).toBe(
      'Alguien ya ha resuelto este mensaje.',
    );
  });

  it('that is settled can only be read', async () => {
    server.use(getGetDeadLetterMockHandler(aDeadLetter({ status: 'discarded' })));
    const user = openAt(PATH);

    await user.hover(await screen.findByRole('button', { name: 'Discard' }));
    await screen.findByText('This message was already dealt with: Discarded.');
  });

  it('is not mended by who can only look', async () => {
    const user = openAt(PATH, { permissions: ['dead_letters.read'] });

    await user.hover(await screen.findByRole('button', { name: 'Send again' }));
    await screen.findByText(/You need the permission “fix failed messages”/);
  });
});
