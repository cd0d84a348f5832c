import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { loadWords } from '../i18n';
import { server } from './server.ts';
import { QuietStream } from './streams.ts';

vi.stubGlobal('EventSource', QuietStream);
// A text area that grows waits for the fonts.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
vi.stubGlobal('scrollTo', () => undefined);

/** A failure shows what a person would read, not the whole tree. */
configure({
  // What is hidden here is not drawn at all, and to compute the style of all else takes seconds.
  defaultHidden: true,
  // Looked at until it is so: on a machine with other work a page takes its time.
  asyncUtilTimeout: 10_000,
  getElementError: (message) =>
    new Error(`${message?.split('\n')[0] ?? ''}\n\n${document.body.innerText.slice(0, 2_000)}`),
});

beforeAll(async () => {
  server.listen({ onUnhandledFrame: 'error' });
  await Promise.all([loadWords('en'), loadWords('es')]);
});

afterEach(() => {
  cleanup();
  notifications.clean();
  server.resetHandlers();
  localStorage.clear();
});

afterAll(() => server.close());
