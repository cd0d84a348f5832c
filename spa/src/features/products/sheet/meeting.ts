/** Cells that two people changed, each to something else, since one of them began to type. */

import type { SheetColumn } from './column.ts';
import { rowsOf, type Edits, type Goods, type SheetRow } from './rows.ts';

export interface Clash {
  row: SheetRow;
  column: SheetColumn;
  mine: string;
  theirs: string;
}

/** `before` are the goods as they were when the first cell was typed in; `now` as they are stored. */
export function clashesOf(
  before: Goods,
  now: Goods,
  edits: Edits,
  columns: readonly SheetColumn[],
): Clash[] {
  if (before === now) return [];
  const known = new Map(before.variants.map((variant) => [variant.id, variant]));
  return rowsOf(now, edits).flatMap((row) => {
    const was = known.get(row.key);
    const { stored } = row;
    if (!was || !stored) return [];
    return columns.flatMap((column) => {
      const mine = edits.cells[row.key]?.[column.id];
      const theirs = column.read(stored);
      return mine === undefined || mine === theirs || column.read(was) === theirs
        ? []
        : [{ row, column, mine, theirs }];
    });
  });
}
