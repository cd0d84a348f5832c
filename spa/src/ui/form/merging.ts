import { isSame, valueOf } from './field.ts';

interface Merged {
  value: unknown;
  /** Both changed the same, and not to the same. */
  isClash: boolean;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What two people made of one value: what only one of them changed is theirs; where both did, `winner` has it. */
export function merged(
  was: unknown,
  mine: unknown,
  theirs: unknown,
  winner: 'mine' | 'theirs',
): Merged {
  if (isSame(was, theirs) || isSame(mine, theirs)) return { value: mine, isClash: false };
  if (isSame(was, mine)) return { value: theirs, isClash: false };
  if (!isRecord(mine) || !isRecord(theirs)) {
    return { value: winner === 'mine' ? mine : theirs, isClash: true };
  }
  const before = isRecord(was) ? was : {};
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const parts = names.map((name) => {
    const part = (of: object) => valueOf<unknown>(of, name);
    return [name, merged(part(before), part(mine), part(theirs), winner)] as const;
  });
  return {
    value: Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
    isClash: parts.some(([, { isClash }]) => isClash),
  };
}
