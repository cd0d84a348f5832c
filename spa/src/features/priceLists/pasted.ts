import { minorUnits } from '../../i18n/figures.ts';
import type { Locale } from '../../i18n';
import type { ListPriceAsked } from '../../api/model';

export interface Pasted {
  prices: ListPriceAsked[];
  /** The lines, from 1 on, that cannot be read. */
  wrong: number[];
}

/** Lines of a spreadsheet: SKU, pieces from, price; or SKU and price. An empty price takes it out. */
export function pasted(text: string, currency: string, locale: Locale): Pasted {
  const found: Pasted = { prices: [], wrong: [] };
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(/[\t;]/).map((cell) => cell.trim());
    const [sku = '', ...rest] = cells;
    const from = rest.length > 1 ? Number(rest[0]) : 1;
    const price = rest.at(-1) ?? '';
    const amount_minor = price === '' ? null : minorUnits(price, currency, locale);
    const isWhole = Number.isInteger(from) && from >= 1 && from <= 999;
    if (sku === '' || rest.length === 0 || !isWhole || (price !== '' && amount_minor === null))
      found.wrong.push(at + 1);
    else found.prices.push({ sku, currency, from_quantity: from, amount_minor });
  }
  return found;
}
