import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetching, Problem } from './fetching';

function answers(body: unknown, init: ResponseInit = {}) {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body, init)));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('A list that was fetched', () => {
  it('says how old it may be when it comes from the replica', async () => {
    const lags: number[] = [];
    answers({ items: [1], next_cursor: null }, { headers: { 'x-read-lag': '2.4' } });

    const body = await fetching('/api/v1/orders', { onLag: (seconds) => lags.push(seconds) });

    expect(lags).toEqual([2.4]);
    expect(body).toEqual({ items: [1], next_cursor: null });
  });

  it('says nothing of its age when it comes from the database', async () => {
    const lags: number[] = [];
    answers({ items: [], next_cursor: null });

    await fetching('/api/v1/orders', { onLag: (seconds) => lags.push(seconds) });

    expect(lags).toEqual([]);
  });
});

describe('A request that was refused', () => {
  it('fails with the code, the fields and the reference of the problem', async () => {
    const errors = [{ field: 'name', message: 'too short' }];
    answers(
      { code: 'invalid_request', detail: 'some fields', errors, trace: 'a1' },
      { status: 422 },
    );

    const failure = await fetching('/api/v1/orders').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({
      status: 422,
      code: 'invalid_request',
      fields: errors,
      trace: 'a1',
    });
  });
});
