/** What a refund would be, before the server says so: it decides, this only shows. */

import type { Order, OrderLine, RefundAsked, RefundReason, RefundTo } from '../../api/model';
import type { Locale } from '../../i18n';
import { minorUnits } from '../../i18n/figures.ts';

export type Mode = 'whole' | 'lines' | 'amount';

export interface Draft {
  mode: Mode;
  /** Units of each line, as typed. */
  units: Readonly<Record<number, string>>;
  amount: string;
  restock: boolean;
  /** Where the money goes that no balance paid. */
  to: RefundTo;
  reason: RefundReason;
}

/** Whole units from 0 to what is left of the line, or null. */
export function unitsOf(typed: string | undefined, line: OrderLine): number | null {
  const plain = (typed ?? '').trim();
  if (plain === '') return 0;
  if (!/^\d{1,4}$/.test(plain)) return null;
  const units = Number(plain);
  return units <= line.refundable_quantity ? units : null;
}

/** What units of a line are worth: a difference of two sums, so that all parts meet what was paid. */
export function worth(line: OrderLine, units: number): number {
  const paid = line.total.amount_minor - line.discount.amount_minor;
  const gone = line.quantity - line.refundable_quantity;
  const upTo = (count: number) =>
    Math.floor((2 * paid * count + line.quantity) / (2 * line.quantity));
  return Math.min(upTo(gone + units) - upTo(gone), line.refundable.amount_minor);
}

/** Minor units that would go back; null where something typed is not right, or is nothing. */
export function amountOf(draft: Draft, order: Order, locale: Locale): number | null {
  const left = order.money.left;
  const amount = {
    whole: () => left.amount_minor,
    amount: () => minorUnits(draft.amount, left.currency, locale),
    lines: () => {
      let sum = 0;
      for (const line of order.lines) {
        const units = unitsOf(draft.units[line.line], line);
        if (units === null) return null;
        sum += worth(line, units);
      }
      return sum;
    },
  }[draft.mode]();
  return amount === null || amount <= 0 || amount > left.amount_minor ? null : amount;
}

export function requestOf(draft: Draft, order: Order, locale: Locale): RefundAsked | null {
  const amount = amountOf(draft, order, locale);
  if (amount === null) return null;
  const { reason, restock } = draft;
  const way = draft.to === 'payment' ? {} : { to: draft.to };
  if (draft.mode === 'amount') return { reason, amount_minor: amount, restock: false, ...way };
  if (draft.mode === 'whole') return { reason, restock, ...way };
  const lines = order.lines.flatMap((line) => {
    const quantity = unitsOf(draft.units[line.line], line);
    return quantity ? [{ line: line.line, quantity }] : [];
  });
  return { reason, lines, restock, ...way };
}
