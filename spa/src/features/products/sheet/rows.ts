/** The rows of the grid: what is stored, and what was changed over it. Edits survive when somebody else saves. */

import type { ProductOption, ProductVariant } from '../../../api/model';
import type { SheetColumn } from './column.ts';

export type Chosen = Readonly<Record<string, string>>;

export interface Added {
  key: string;
  options: Chosen;
}

/** Everything that was changed and is not saved: undo goes back to an earlier one of these. */
export interface Edits {
  /** Row → column → what stands in the cell. */
  cells: Readonly<Record<string, Readonly<Record<string, string>>>>;
  added: readonly Added[];
  /** Ids of stored variants. */
  removed: readonly string[];
  /** Archived ones that come back. */
  restored: readonly string[];
  /** Options of stored variants that became others. */
  moved: Readonly<Record<string, Chosen>>;
  options: readonly ProductOption[] | null;
}

export const NO_EDITS: Edits = {
  cells: {},
  added: [],
  removed: [],
  restored: [],
  moved: {},
  options: null,
};

export interface SheetRow {
  key: string;
  /** As it is stored; null of a new one. */
  stored: ProductVariant | null;
  options: Chosen;
  isArchived: boolean;
  isRemoved: boolean;
}

export interface Goods {
  options: readonly ProductOption[];
  variants: readonly ProductVariant[];
}

export function optionsOf(goods: Goods, edits: Edits): readonly ProductOption[] {
  return edits.options ?? goods.options;
}

function placeOf(options: readonly ProductOption[], chosen: Chosen): number[] {
  return options.map(({ key, values }) => {
    const at = values.findIndex(({ code }) => code === chosen[key]);
    return at < 0 ? values.length : at;
  });
}

function inOrder(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((place, index) => place !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

export function rowsOf(goods: Goods, edits: Edits): SheetRow[] {
  const options = optionsOf(goods, edits);
  const stored = goods.variants.map((variant): SheetRow => ({
    key: variant.id,
    stored: variant,
    options: edits.moved[variant.id] ?? variant.options,
    isArchived: !variant.active && !edits.restored.includes(variant.id),
    isRemoved: edits.removed.includes(variant.id),
  }));
  const added = edits.added.map(({ key, options: chosen }): SheetRow => ({
    key,
    stored: null,
    options: chosen,
    isArchived: false,
    isRemoved: false,
  }));
  return [...stored, ...added]
    .map((row) => ({ row, place: placeOf(options, row.options) }))
    .toSorted((one, other) => inOrder(one.place, other.place))
    .map(({ row }) => row);
}

export function cellOf(row: SheetRow, column: SheetColumn, edits: Edits): string {
  return edits.cells[row.key]?.[column.id] ?? (row.stored ? column.read(row.stored) : '');
}

export function isChangedCell(row: SheetRow, column: SheetColumn, edits: Edits): boolean {
  const typed = edits.cells[row.key]?.[column.id];
  return typed !== undefined && typed !== (row.stored ? column.read(row.stored) : '');
}

interface Change {
  row: string;
  column: string;
  text: string;
}

export function withCells(edits: Edits, changes: readonly Change[]): Edits {
  const cells: Record<string, Record<string, string>> = { ...edits.cells } as never;
  for (const { row, column, text } of changes) cells[row] = { ...cells[row], [column]: text };
  return { ...edits, cells };
}

/** A stored variant goes when it is saved; a new one is simply not made. */
export function withoutRow(edits: Edits, row: SheetRow): Edits {
  if (!row.stored) return { ...edits, added: edits.added.filter(({ key }) => key !== row.key) };
  return { ...edits, removed: [...edits.removed, row.key] };
}

export function withRow(edits: Edits, row: SheetRow): Edits {
  return row.isRemoved
    ? { ...edits, removed: edits.removed.filter((id) => id !== row.key) }
    : { ...edits, restored: [...edits.restored, row.key] };
}

export type CellErrors = Readonly<Record<string, string>>;
export const errorKey = (row: string, column: string) => `${row}|${column}`;
