/** What an edit asks for, from what was typed; the server says what comes of it. */

import type { EditWanted, OrderEditing, OrderLine } from '../../api/model';
import type { Locale } from '../../i18n';
import { minorUnits } from '../../i18n/figures.ts';

export interface Typed {
  quantity: string;
  price: string;
}

export interface AddedLine extends Typed {
  sku: string;
  name: string;
}

export interface Draft {
  /** By line; what is missing stays. */
  lines: Readonly<Record<number, Typed>>;
  added: readonly AddedLine[];
  way: string;
  shipping: string;
  reason: string;
}

export const NOTHING: Draft = { lines: {}, added: [], way: '', shipping: '', reason: '' };

/** Whole units up to what a line may have, or null. */
export function unitsOf(typed: string): number | null {
  return /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : null;
}

/** The request; null where something typed is not right, or nothing was changed. */
export function wantedOf(
  draft: Draft,
  lines: readonly OrderLine[],
  shippingCode: string | null,
  currency: string,
  locale: Locale,
): EditWanted | null {
  const priced = (typed: string) =>
    typed.trim() ? minorUnits(typed, currency, locale) : undefined;
  const wanted: EditWanted & { lines: NonNullable<EditWanted['lines']> } = { lines: [], added: [] };
  for (const line of lines) {
    const typed = draft.lines[line.line];
    if (!typed) continue;
    const quantity = unitsOf(typed.quantity);
    const price = priced(typed.price);
    if (quantity === null || price === null) return null;
    const isOther = quantity !== line.quantity;
    if (!isOther && price === undefined) continue;
    wanted.lines.push({
      line: line.line,
      ...(isOther ? { quantity } : {}),
      ...(price === undefined ? {} : { unit_minor: price }),
    });
  }
  const added = [];
  for (const one of draft.added) {
    const quantity = unitsOf(one.quantity);
    const price = priced(one.price);
    if (quantity === null || price === null) return null;
    if (quantity === 0) continue;
    added.push({ sku: one.sku, quantity, ...(price === undefined ? {} : { unit_minor: price }) });
  }
  const shipping = priced(draft.shipping);
  if (shipping === null) return null;
  const isOtherWay = draft.way !== '' && draft.way !== shippingCode;
  if (wanted.lines.length + added.length === 0 && !isOtherWay && shipping === undefined) {
    return null;
  }
  return {
    lines: wanted.lines,
    added,
    ...(isOtherWay ? { shipping_code: draft.way } : {}),
    ...(shipping === undefined ? {} : { shipping_minor: shipping }),
    reason: draft.reason.trim(),
  };
}

/** Units of a line that stay, whatever is typed. */
export function leastOf(editing: OrderEditing, line: number): number {
  return editing.least.find((one) => one.line === line)?.quantity ?? 0;
}

/** Whether a price is somebody's own, which wants a reason. */
export function hasOwnPrice({ lines, added, shipping_minor: shipping }: EditWanted): boolean {
  return (
    shipping !== undefined ||
    [...(lines ?? []), ...(added ?? [])].some((one) => one.unit_minor !== undefined)
  );
}
