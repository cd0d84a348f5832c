/** Options chosen anew: which variants stay, move, go, and which are missing. */

import type { ProductOption } from '../../../api/model';
import type { SheetColumn } from './column.ts';
import {
  cellOf,
  optionsOf,
  rowsOf,
  type Added,
  type Chosen,
  type Edits,
  type Goods,
} from './rows.ts';

export const MAX_VARIANTS = 2_000;

function combinations(options: readonly ProductOption[]): Chosen[] {
  return options.reduce<Chosen[]>(
    (rows, { key, values }) =>
      rows.flatMap((row) => values.map(({ code }) => ({ ...row, [key]: code }))),
    [{}],
  );
}

export function countOf(options: readonly ProductOption[]): number {
  return options.reduce((count, { values }) => count * values.length, 1);
}

const nameOf = (options: readonly ProductOption[], chosen: Chosen) =>
  JSON.stringify(options.map(({ key }) => chosen[key] ?? ''));

/** A SKU that says which one it is: `HUILA-250-G-BEANS`. */
export function skuOf(start: string, options: readonly ProductOption[], chosen: Chosen): string {
  return [start, ...options.map(({ key }) => chosen[key] ?? '')]
    .join('-')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
}

let made = 0;

/**
 * Other options: variants keep what they have, take the first value of an option that is new, and go
 * where their value went; each combination that is missing is added, priced like the first variant.
 */
export function withOptions(
  goods: Goods,
  edits: Edits,
  options: readonly ProductOption[],
  columns: readonly SheetColumn[],
  sku: string,
): Edits {
  const seen = new Set<string>();
  const moved: Record<string, Chosen> = {};
  const removed = new Set(edits.removed);
  const keptAdded: Added[] = [];
  const was = new Set(optionsOf(goods, edits).map(({ key }) => key));
  const rows = rowsOf(goods, edits).filter(({ isArchived }) => !isArchived);
  for (const row of rows) {
    const chosen = Object.fromEntries(
      options.map(({ key, values }) => [
        key,
        was.has(key) && row.options[key] !== undefined ? row.options[key] : (values[0]?.code ?? ''),
      ]),
    );
    const fits = options.every(({ key, values }) =>
      values.some(({ code }) => code === chosen[key]),
    );
    const name = nameOf(options, chosen);
    const stays = fits && !seen.has(name) && !row.isRemoved;
    if (stays) seen.add(name);
    if (!row.stored) {
      if (stays) keptAdded.push({ key: row.key, options: chosen });
    } else if (stays) {
      if (nameOf(options, row.stored.options) !== name || hasOthers(row.stored.options, options))
        moved[row.key] = chosen;
    } else removed.add(row.key);
  }
  const missing = combinations(options).filter((chosen) => !seen.has(nameOf(options, chosen)));
  const first = rows.find(({ isRemoved }) => !isRemoved);
  const added = missing.map((chosen): Added => {
    made += 1;
    return { key: `new-${made}`, options: chosen };
  });
  const alike = columns.filter(({ id }) => /^(price|compare_at)\.|^weight_g$/.test(id));
  const like = Object.fromEntries(
    first ? alike.map((column) => [column.id, cellOf(first, column, edits)]) : [],
  );
  const suggested = (chosen: Chosen) => ({ sku: skuOf(sku, options, chosen) });
  const cells = Object.fromEntries([
    ...added.map(({ key, options: chosen }) => [key, { ...like, ...suggested(chosen) }] as const),
    ...keptAdded
      .filter(({ key }) => !edits.cells[key]?.['sku'])
      .map(
        ({ key, options: chosen }) => [key, { ...edits.cells[key], ...suggested(chosen) }] as const,
      ),
  ]);
  return {
    ...edits,
    options,
    moved,
    removed: [...removed],
    added: [...keptAdded, ...added],
    cells: { ...edits.cells, ...cells },
  };
}

function hasOthers(chosen: Chosen, options: readonly ProductOption[]): boolean {
  return Object.keys(chosen).length !== options.length;
}
