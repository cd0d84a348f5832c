/** A moment as a field of the browser holds it: in the reader's own time, to the minute. */
export function toLocal(iso: string | null): string | null {
  if (iso === null) return null;
  const at = new Date(iso);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export function fromLocal(typed: string): string {
  return new Date(typed).toISOString();
}
