/** What a form asks for, as a table: a row for each field, typed by the values that the form holds. */

import type { ReactNode } from 'react';

/** The names of those values that are of this type. */
type NamesOf<V, T> = { [K in keyof V & string]: V[K] extends T ? K : never }[keyof V & string];

interface Asked<V, T> {
  name: NamesOf<V, T>;
  label: string;
  hint?: string;
  required?: boolean;
  /** How the API's document calls it, where that is not `name`: what the API refuses is shown here. `*` is any part of it. */
  path?: string;
  /** It is asked only while this holds. */
  when?: (values: V) => boolean;
  /** It is shown, and can no longer be changed. */
  isFixed?: boolean;
  /** Two such fields in a row stand beside each other. */
  isHalf?: boolean;
}

export type Option = readonly [value: string, label: string];

interface Text {
  most?: number;
  /** A text of several lines, this many at first. */
  lines?: number;
}

export type Field<V> =
  | (Asked<V, string> & Text & { kind: 'text'; type?: 'email' | 'tel' | 'url'; isCode?: boolean })
  /** A text in each of the shop's languages. */
  | (Asked<V, Readonly<Record<string, string>>> &
      Text & {
        kind: 'texts';
        /** By language, where each has a hint of its own. */
        hints?: Readonly<Partial<Record<string, string>>>;
      })
  /** Minor units; typed as the language writes amounts. */
  | (Asked<V, number | null> & { kind: 'amount'; currency: (values: V) => string })
  /** Basis points; typed as percent. */
  | (Asked<V, number | null> & { kind: 'percent' })
  | (Asked<V, number | null> & { kind: 'number'; least?: number; most?: number; unit?: string })
  /** `none` is what the field says where nothing is chosen, and that nothing may be chosen. */
  | (Asked<V, string | null> & { kind: 'choice'; options: readonly Option[]; none?: string })
  | (Asked<V, readonly string[]> & { kind: 'choices'; options: readonly Option[] })
  | (Asked<V, string | null> & { kind: 'country'; among?: readonly string[]; none?: string })
  | (Asked<V, readonly string[]> & { kind: 'countries'; among?: readonly string[] })
  /** Texts, one a line. */
  | (Asked<V, readonly string[]> & { kind: 'list' })
  | (Asked<V, boolean> & { kind: 'switch' })
  /** A calendar day, `2026-11-30`. */
  | (Asked<V, string | null> & { kind: 'date' })
  /** A moment, with its zone; typed in the reader's own time. */
  | (Asked<V, string | null> & { kind: 'moment' })
  /** What no other kind can ask: the screen draws it and calls `form.set`. `inWords` is used where versions are compared. */
  | (Asked<V, unknown> & {
      kind: 'own';
      draw: (form: FormOf<V>, error: string | undefined) => ReactNode;
      inWords?: (values: V) => string;
    });

export type Errors = Readonly<Partial<Record<string, string>>>;

/** A field that two people changed at once: what is in the form, and what the other one saved. */
export interface Clash<V> {
  name: keyof V & string;
  mine: V;
  theirs: V;
}

export interface FormOf<V> {
  fields: readonly Field<V>[];
  values: V;
  set: (changes: Partial<V>) => void;
  /** Says that what is typed in a field cannot be read, until it is null. */
  fail: (name: string, why: string | null) => void;
  errors: Errors;
  failure: unknown;
  isChanged: boolean;
  isSaving: boolean;
  /** What was taken over from somebody else, and what is to be chosen between; null while nobody was quicker. */
  met: { taken: readonly (keyof V & string)[]; clashes: readonly Clash<V>[] } | null;
  takeTheirs: (names: readonly (keyof V & string)[]) => void;
  submit: () => Promise<void>;
  /** Counts how often all was discarded: fields forget what could not be read, too. */
  round: number;
  /** Counts the presses that found something wrong: the first such field is gone to. */
  tries: number;
  discard: () => void;
}

/** The value of a field. That the row's type and the value's are one is held by `Field`. */
export function valueOf<T>(values: object, name: string): T {
  return (values as Record<string, unknown>)[name] as T;
}

/** Whether two values say the same; a text that is not there is an empty one. */
export function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [one ?? '', other ?? ''];
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(valueOf(a, name), valueOf(b, name)));
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
