import { codeOf } from '../../codes/untyped.ts';
import type { Words } from '../../i18n';
import { decimalsOf, money } from '../../i18n/figures.ts';

/** `price.EUR` is the price in euros, `title.es` the title in Spanish. */
export function fieldName(field: string, { word }: Pick<Words, 'word'>): string {
  const [name = field, of] = field.split('.');
  const shown = word('sheet_field', codeOf('sheet_field', name));
  return of ? `${shown} (${of})` : shown;
}

const AMOUNTS: ReadonlySet<string> = new Set(['price', 'compare_at', 'own_amount']);
/** So much of a text says what it is: a collection may have two thousand products. */
const LONGEST = 300;

/** A cell of the file as the screen writes it: amounts and states in the reader's language. */
export function cellInWords(field: string, cell: string, { known, locale }: Words): string {
  const [name = '', currency = ''] = field.split('.');
  if (name === 'status') return known(`product.${cell}`) ?? cell;
  if (!AMOUNTS.has(name) || !/^\d+(\.\d+)?$/.test(cell) || !currency)
    return cell.length > LONGEST ? `${cell.slice(0, LONGEST)}…` : cell;
  const amount = Math.round(Number(cell) * 10 ** decimalsOf(currency));
  return money({ amount_minor: amount, currency }, locale);
}
