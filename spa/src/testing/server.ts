import { setupServer } from 'msw/node';
import { handlers } from '../mock/handlers.ts';

/** The API of all component tests; a test puts what it needs before the samples with `server.use`. */
export const server = setupServer(...handlers);
