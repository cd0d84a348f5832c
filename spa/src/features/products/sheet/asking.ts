/** What saving sends: only what differs. */

import type { RowPriceAsked, SheetAsked, VariantAsked } from '../../../api/model';
import type { SheetColumn } from './column.ts';
import { cellOf, isChangedCell, rowsOf, type Edits, type Goods } from './rows.ts';

export interface Asking {
  asked: SheetAsked;
  /** The key of each row that is sent, by its place. */
  keys: readonly string[];
  /** Cells that cannot be read. */
  unread: readonly { row: string; column: string }[];
}

function merged(one: Partial<VariantAsked>, other: Partial<VariantAsked>): Partial<VariantAsked> {
  return {
    ...one,
    ...other,
    ...(one.prices && other.prices ? { prices: { ...one.prices, ...other.prices } } : {}),
    ...(one.own_amounts && other.own_amounts
      ? { own_amounts: { ...one.own_amounts, ...other.own_amounts } }
      : {}),
    ...(one.backorder && other.backorder
      ? { backorder: { ...one.backorder, ...other.backorder } }
      : {}),
    ...(one.attributes && other.attributes
      ? { attributes: { ...one.attributes, ...other.attributes } }
      : {}),
  };
}

/** What saving sends: only what differs. */
export function askingOf(goods: Goods, edits: Edits, columns: readonly SheetColumn[]): Asking {
  const rows: VariantAsked[] = [];
  const keys: string[] = [];
  const unread: { row: string; column: string }[] = [];
  for (const row of rowsOf(goods, edits)) {
    if (row.isRemoved) continue;
    const touched = columns.filter((column) => isChangedCell(row, column, edits));
    const moved = edits.moved[row.key];
    const isBack = edits.restored.includes(row.key);
    if (row.stored && touched.length === 0 && !moved && !isBack) continue;
    let sent: Partial<VariantAsked> = {};
    for (const column of columns) {
      const isTouched = touched.includes(column) || isPartner(column, touched);
      if (!isTouched || (column.isFirst && row.stored)) continue;
      const part = column.send(cellOf(row, column, edits).trim(), row.stored);
      if (part === null) unread.push({ row: row.key, column: column.id });
      else sent = withPrices(sent, part, column.id);
    }
    rows.push({
      ...(row.stored ? { id: row.stored.id } : { options: row.options }),
      ...(moved ? { options: moved } : {}),
      ...(isBack ? { active: true } : {}),
      ...sent,
    });
    keys.push(row.key);
  }
  return {
    asked: {
      rows,
      removed: [...edits.removed],
      ...(edits.options ? { options: [...edits.options] } : {}),
    },
    keys,
    unread,
  };
}

/** A price and what it was reduced from go together. */
function isPartner(column: SheetColumn, touched: readonly SheetColumn[]): boolean {
  const [kind, currency] = column.id.split('.');
  const other = kind === 'price' ? 'compare_at' : kind === 'compare_at' ? 'price' : null;
  return other !== null && touched.some(({ id }) => id === `${other}.${currency}`);
}

function withPrices(
  sent: Partial<VariantAsked>,
  part: Partial<VariantAsked>,
  id: string,
): Partial<VariantAsked> {
  const [kind, currency = ''] = id.split('.');
  const price = part.prices?.[currency] as RowPriceAsked | undefined;
  const before = sent.prices?.[currency] as RowPriceAsked | undefined;
  if (!price || !before) return merged(sent, part);
  // Of two columns each knows one of the two amounts as it was typed.
  const both =
    kind === 'price'
      ? { ...before, amount_minor: price.amount_minor }
      : { ...before, compare_at_minor: price.compare_at_minor ?? null };
  return { ...sent, prices: { ...sent.prices, [currency]: both } };
}

export function isUnchanged(goods: Goods, edits: Edits, columns: readonly SheetColumn[]): boolean {
  const { asked } = askingOf(goods, edits, columns);
  return asked.rows?.length === 0 && asked.removed?.length === 0 && edits.options === null;
}
