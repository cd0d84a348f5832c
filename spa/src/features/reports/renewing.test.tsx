import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Embed } from '../../api/model';
import { keepFresh } from './renewing';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

function embed(token: string, minutes: number): Embed {
  return {
    report_id: 'r',
    embed_url: 'https://app.powerbi.com/reportEmbed',
    token,
    expires_at: new Date(NOON + minutes * MINUTE).toISOString(),
  } as Embed;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a report that is left open', () => {
  test('gets a new token two minutes before the old one ends', async () => {
    const ask = vi.fn(() => Promise.resolve(embed('second', 120)));
    const give = vi.fn(() => Promise.resolve());
    const stop = keepFresh(embed('first', 60), ask, give);

    await vi.advanceTimersByTimeAsync(57 * MINUTE);
    const early = ask.mock.calls.length;
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    stop();

    expect(early).toBe(0);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(give).toHaveBeenCalledExactlyOnceWith('second');
  });

  test('gets one at once when the page is seen again after a sleep', async () => {
    const ask = vi.fn(() => Promise.resolve(embed('second', 240)));
    const give = vi.fn(() => Promise.resolve());
    const stop = keepFresh(embed('first', 60), ask, give);

    vi.setSystemTime(NOON + 180 * MINUTE); // timers do not run while a laptop sleeps
    document.dispatchEvent(new Event('visibilitychange'));
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(0);
    stop();

    expect(give).toHaveBeenCalledExactlyOnceWith('second');
  });

  test('asks for nothing when the window is looked at before that', async () => {
    const ask = vi.fn(() => Promise.resolve(embed('second', 120)));
    const stop = keepFresh(embed('first', 60), ask, () => Promise.resolve());

    await vi.advanceTimersByTimeAsync(MINUTE);
    document.dispatchEvent(new Event('visibilitychange'));
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(MINUTE);
    stop();

    expect(ask).not.toHaveBeenCalled();
  });

  test('tries again in half a minute when nobody answers', async () => {
    const ask = vi
      .fn<() => Promise<Embed>>()
      .mockRejectedValueOnce(new Error('offline'))
      .mockResolvedValue(embed('second', 120));
    const give = vi.fn(() => Promise.resolve());
    const stop = keepFresh(embed('first', 60), ask, give);

    await vi.advanceTimersByTimeAsync(59 * MINUTE);
    stop();

    expect(ask).toHaveBeenCalledTimes(2);
    expect(give).toHaveBeenCalledExactlyOnceWith('second');
  });

  test('is left alone once it is closed', async () => {
    const ask = vi.fn(() => Promise.resolve(embed('second', 120)));
    keepFresh(embed('first', 60), ask, () => Promise.resolve())();

    await vi.advanceTimersByTimeAsync(180 * MINUTE);

    expect(ask).not.toHaveBeenCalled();
  });
});
