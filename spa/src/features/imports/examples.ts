import type { ImportAskedKind } from '../../api/model';

export type FileKindCode = NonNullable<ImportAskedKind>;

const PRODUCTS = [
  'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty',
  'blue-jug,Blue jug,Size,Small,JUG-S,18.50,40',
  'blue-jug,,,Large,JUG-L,24.00,25',
];
const STOCK: Record<string, readonly string[]> = {
  en: ['sku,quantity,location,mode', 'JUG-S,12,,set', 'JUG-L,3,,add'],
  es: ['código;cantidad;ubicación;modo', 'JUG-S;12;;fijar', 'JUG-L;3;;sumar'],
};

/** A file to begin with, as a spreadsheet of that language opens it. */
export function exampleOf(kind: FileKindCode, language: string): string {
  const rows = kind === 'products' ? PRODUCTS : (STOCK[language] ?? STOCK.en ?? []);
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${rows.join('\r\n')}\r\n`)}`;
}
