/** What a queue message must look like before it is worth sending back. */

const PARTS = ['id', 'type', 'version', 'body'];

export function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

export function faultIn(payload: string): 'json' | 'envelope' | null {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return 'json';
  }
  if (message === null || typeof message !== 'object') return 'envelope';
  const isWhole = PARTS.every((part) => part in message);
  const { body } = message as { body?: unknown };
  return isWhole && body !== null && typeof body === 'object' && !Array.isArray(body)
    ? null
    : 'envelope';
}
