/** What a list keeps in the address: its search, its filters, its order. */

import { useNavigate } from '@tanstack/react-router';

type Reader<T> = (raw: unknown) => T | undefined;
export type SearchValues = Readonly<Record<string, string | undefined>>;

/** What was typed. An address is written by anybody: no more of it is taken than a field holds. */
export const typed: Reader<string> = (raw) => (raw ? String(raw).slice(0, 120) : undefined);

/** One of these words; `usual` is what the list shows by itself, and stands in no address. */
export function oneOf<const T extends string>(words: readonly T[], usual?: T): Reader<T> {
  return (raw) => words.find((word) => word === raw && word !== usual);
}

/** Names that a list can be sorted by, each from its end as well: `name`, `-name`. */
export function sortOf<const T extends string>(names: readonly T[]): Reader<T | `-${T}`> {
  return oneOf(names.flatMap((name): (T | `-${T}`)[] => [name, `-${name}`]));
}

/** For a route's `validateSearch`: reads each name, and drops what is not one of its words. */
export function searchOf<R extends Record<string, Reader<string>>>(
  readers: R,
): (raw: Record<string, unknown>) => { [K in keyof R]?: NonNullable<ReturnType<R[K]>> } {
  return (raw) => {
    const read = Object.entries(readers).map(([name, reader]) => [name, reader(raw[name])]);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as {
      [K in keyof R]?: NonNullable<ReturnType<R[K]>>;
    };
  };
}

/** Changes what the address of this page keeps; undefined takes a name out of it. */
export function useSearchChange(): (changes: SearchValues, isTyping?: boolean) => void {
  const navigate = useNavigate();
  return (changes, isTyping = false) =>
    void navigate({
      to: '.',
      search: (old: SearchValues) => ({ ...old, ...changes }),
      // Each letter is no step to go back to.
      replace: isTyping,
    });
}
