import type { Embed } from '../../api/model';

export const RENEW_BEFORE_MS = 2 * 60_000;
const TRY_AGAIN_MS = 30_000;

/**
 * Asks for a new token before the old one ends, and gives it to the report that is on the screen, so
 * that nothing chosen there is lost. A page that slept looks at the time when it is seen again.
 */
export function keepFresh(
  first: Embed,
  ask: () => Promise<Embed>,
  give: (token: string) => Promise<void>,
): () => void {
  let dueAt = Date.parse(first.expires_at) - RENEW_BEFORE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isOver = false;

  function wait() {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(renew, Math.max(0, dueAt - Date.now()));
  }

  async function renew() {
    if (isAsking || isOver) return;
    isAsking = true;
    try {
      const next = await ask();
      if (!isOver) await give(next.token);
      dueAt = Math.max(Date.parse(next.expires_at) - RENEW_BEFORE_MS, Date.now() + TRY_AGAIN_MS);
    } catch {
      dueAt = Date.now() + TRY_AGAIN_MS;
    } finally {
      isAsking = false;
      wait();
    }
  }

  const seen = () => {
    if (document.visibilityState === 'visible' && Date.now() >= dueAt) void renew();
  };
  document.addEventListener('visibilitychange', seen);
  wait();
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
