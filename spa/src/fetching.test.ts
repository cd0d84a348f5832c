import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetching } from './fetching';

function answers(body: unknown, headers: Record<string, string> = {}) {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body, { headers })));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('A list that was fetched', () => {
  it('says how old it may be when it comes from the replica', async () => {
    answers({ items: [1], next_cursor: null }, { 'x-read-lag': '2.4' });

    expect(await fetching('/api/v1/orders')).toEqual({ items: [1], next_cursor: null, read_lag_s: 2.4 });
  });

  it('is as the API sent it when it comes from the database', async () => {
    answers({ items: [1], next_cursor: null });

    expect(await fetching('/api/v1/orders')).toEqual({ items: [1], next_cursor: null });
  });
});
