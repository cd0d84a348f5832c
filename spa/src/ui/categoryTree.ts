/** Moves within the tree of categories: what stands in a parent after each, as the API takes it. */

import type { Category } from '../api/model';

/** All that stand in the parent (null: in the top row), in their order. */
export interface Move {
  parent_id: string | null;
  ids: readonly string[];
}

export type Step = 'up' | 'down' | 'in' | 'out';

const MOST_DEEP = 5;

type All = readonly Category[];

function rowOf(all: All, parent: string | null): Category[] {
  return all.filter(({ parent_id }) => parent_id === parent);
}

function idsOf(row: All): string[] {
  return row.map(({ id }) => id);
}

/** How many rows stand below it. */
function rowsBelow(all: All, { id, path }: Category): number {
  return Math.max(
    0,
    ...all.filter((one) => one.path.includes(id)).map((one) => one.path.length - path.length),
  );
}

function fits(all: All, moved: Category, parent: Category | null): boolean {
  if (parent === null) return true;
  const isInside = parent.id === moved.id || parent.path.includes(moved.id);
  return !isInside && parent.path.length + 2 + rowsBelow(all, moved) <= MOST_DEEP;
}

/** Null where it cannot go that way. */
export function stepped(all: All, moved: Category, step: Step): Move | null {
  const row = idsOf(rowOf(all, moved.parent_id));
  const at = row.indexOf(moved.id);
  if (step === 'up' || step === 'down') {
    const to = at + (step === 'up' ? -1 : 1);
    if (to < 0 || to >= row.length) return null;
    return { parent_id: moved.parent_id, ids: row.with(at, row[to] ?? '').with(to, moved.id) };
  }
  if (step === 'in') {
    const parent = all.find(({ id }) => id === row[at - 1]);
    if (!parent || !fits(all, moved, parent)) return null;
    return { parent_id: parent.id, ids: [...idsOf(rowOf(all, parent.id)), moved.id] };
  }
  const parent = all.find(({ id }) => id === moved.parent_id);
  return parent ? beside(all, moved, parent, 1) : null;
}

/** Dropped on another: before it, or into it at the end. */
export function dropped(
  all: All,
  movedId: string,
  target: Category,
  where: 'before' | 'inside',
): Move | null {
  const moved = all.find(({ id }) => id === movedId);
  if (!moved || moved.id === target.id) return null;
  if (where === 'before') return beside(all, moved, target, 0);
  if (!fits(all, moved, target)) return null;
  const row = idsOf(rowOf(all, target.id)).filter((id) => id !== movedId);
  return { parent_id: target.id, ids: [...row, movedId] };
}

function beside(all: All, moved: Category, other: Category, after: 0 | 1): Move | null {
  const parent = all.find(({ id }) => id === other.parent_id) ?? null;
  if (!fits(all, moved, parent)) return null;
  const row = idsOf(rowOf(all, other.parent_id)).filter((id) => id !== moved.id);
  return {
    parent_id: other.parent_id,
    ids: row.toSpliced(row.indexOf(other.id) + after, 0, moved.id),
  };
}

/** The tree as it is after the move, before the API has said so. */
export function afterMove(all: All, { parent_id, ids }: Move): Category[] {
  const parent = all.find(({ id }) => id === parent_id);
  const path = parent ? [...parent.path, parent.id] : [];
  const placed = new Map(ids.map((id, at) => [id, at]));
  const next = all.map((one) => {
    const position = placed.get(one.id);
    if (position !== undefined) return { ...one, parent_id, path, position };
    const above = one.path.findLastIndex((id) => placed.has(id));
    return above < 0 ? one : { ...one, path: [...path, ...one.path.slice(above)] };
  });
  return inTreeOrder(next);
}

/** Each before what stands in it; those of one parent by their position. */
export function inTreeOrder(all: All): Category[] {
  const sorted = all.toSorted(
    (one, other) => one.position - other.position || one.slug.localeCompare(other.slug),
  );
  const walk = (parent: string | null): Category[] =>
    rowOf(sorted, parent).flatMap((one) => [one, ...walk(one.id)]);
  return walk(null);
}
