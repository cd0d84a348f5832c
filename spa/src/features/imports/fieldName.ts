import { codeOf } from '../../codes/untyped.ts';
import type { Words } from '../../i18n';
import { decimalsOf, money } from '../../i18n/figures.ts';

/** `price.EUR` is the price in euros, `title.es` the title in Spanish. */
export function fieldName(field: string, { word }: Pick<Words, 'word'>): string {
  const [name = field, of] = field.split('.');
  const shown = word('sheet_field', codeOf('sheet_field', name));
  return of ? `${shown} (${of})` : shown;
}

/** A cell of the file as the screen writes it: amounts and states in the reader's language. */
export function cellInWords(field: string, cell: string, { known, locale }: Words): string {
  const [name = '', currency = ''] = field.split('.');
  if (name === 'status') return known(`product.${cell}`) ?? cell;
  if ((name !== 'price' && name !== 'compare_at') || !/^\d+(\.\d+)?$/.test(cell) || !currency)
    return cell;
  const amount = Math.round(Number(cell) * 10 ** decimalsOf(currency));
  return money({ amount_minor: amount, currency }, locale);
}
