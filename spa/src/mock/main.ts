/** The entry of `npm run dev:mock`: the same pages, the API answered in the browser itself. */

import { setupWorker } from 'msw/browser';
import { handlers } from './handlers.ts';

await setupWorker(...handlers).start({ onUnhandledFrame: 'bypass', quiet: true });
await import('../main.tsx');
