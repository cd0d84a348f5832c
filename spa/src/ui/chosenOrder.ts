/** A list in another order: what stood at `at` stands at `to`. */
export function moved<Item>(items: readonly Item[], at: number, to: number): Item[] {
  const next = [...items];
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}

/** The place that a typed number from 1 on means, the last at most; null for what is no number. */
export function placeOf(typed: string | null, count: number): number | null {
  const plain = (typed ?? '').trim();
  if (!/^\d{1,5}$/.test(plain) || Number(plain) === 0) return null;
  return Math.min(Number(plain), count) - 1;
}
