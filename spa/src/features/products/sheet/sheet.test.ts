import { describe, expect, it } from 'vitest';
import { loadWords, wordsIn } from '../../../i18n';
import { aVariant } from '../../../mock/samples/goods.ts';
import { askingOf } from './asking.ts';
import { columnsOf } from './columns.ts';
import { skuOf, withOptions } from './generating.ts';
import { measureOf, measureText, sizeOf } from './measures.ts';
import { NO_EDITS, rowsOf, withCells, withoutRow, type Goods } from './rows.ts';
import { cellsOf, placed, stepped, textOf } from './selecting.ts';

await loadWords('en');
const words = wordsIn('en', () => undefined);
const COLUMNS = columnsOf({
  isGiftCard: false,
  attributes: [],
  currencies: ['EUR'],
  pictures: [],
  location: 'MAD',
  sellsAhead: true,
  words,
});
const option = (key: string, ...codes: string[]) => ({
  key,
  names: {},
  values: codes.map((code) => ({ code, names: {} })),
});
const GOODS: Goods = {
  options: [option('size', 'S', 'M')],
  variants: [
    aVariant({ id: 'v1', sku: 'A-S', options: { size: 'S' } }),
    aVariant({ id: 'v2', sku: 'A-M', options: { size: 'M' } }),
  ],
};

describe('What saving sends', () => {
  it('is only what differs', () => {
    const edits = withCells(NO_EDITS, [
      { row: 'v1', column: 'sku', text: 'A-S' },
      { row: 'v2', column: 'weight_g', text: '250' },
    ]);

    expect(askingOf(GOODS, edits, COLUMNS).asked).toEqual({
      rows: [{ id: 'v2', weight_g: 250 }],
      removed: [],
    });
  });

  it('has a price with what it was reduced from, each as it was typed', () => {
    const edits = withCells(NO_EDITS, [
      { row: 'v1', column: 'price.EUR', text: '18.50' },
      { row: 'v2', column: 'compare_at.EUR', text: '25' },
    ]);

    expect(askingOf(GOODS, edits, COLUMNS).asked.rows).toEqual([
      { id: 'v1', prices: { EUR: { amount_minor: 1850, compare_at_minor: null } } },
      { id: 'v2', prices: { EUR: { amount_minor: 2000, compare_at_minor: 2500 } } },
    ]);
  });

  it('names cells that cannot be read, and does not send them', () => {
    const edits = withCells(NO_EDITS, [{ row: 'v1', column: 'price.EUR', text: 'ten' }]);

    expect(askingOf(GOODS, edits, COLUMNS).unread).toEqual([{ row: 'v1', column: 'price.EUR' }]);
  });

  it('has the first stock of a new variant, and never that of a known one', () => {
    const made = withOptions(GOODS, NO_EDITS, [option('size', 'S', 'M', 'L')], COLUMNS, 'A');
    const key = made.added[0]?.key ?? '';
    const edits = withCells(made, [
      { row: key, column: 'stock', text: '7' },
      { row: 'v1', column: 'stock', text: '9' },
    ]);

    const { rows = [] } = askingOf(GOODS, edits, COLUMNS).asked;

    expect(rows.find(({ id }) => !id)).toMatchObject({
      sku: 'A-L',
      options: { size: 'L' },
      stock: { location: 'MAD', quantity: 7 },
      prices: { EUR: { amount_minor: 2000 } },
    });
    expect(rows.some(({ stock, id }) => id && stock)).toBe(false);
  });
});

describe('Options chosen anew', () => {
  it('keep the variants that are there and add those that are missing, in order', () => {
    const edits = withOptions(
      GOODS,
      NO_EDITS,
      [option('size', 'M', 'S'), option('colour', 'Red', 'Blue')],
      COLUMNS,
      'A',
    );

    const rows = rowsOf(GOODS, edits);

    expect(
      rows.map(({ key, options }) => [key.slice(0, 2), options['size'], options['colour']]),
    ).toEqual([
      ['v2', 'M', 'Red'],
      ['ne', 'M', 'Blue'],
      ['v1', 'S', 'Red'],
      ['ne', 'S', 'Blue'],
    ]);
    expect(edits.removed).toEqual([]);
  });

  it('let go of a variant whose value is gone', () => {
    const edits = withOptions(GOODS, NO_EDITS, [option('size', 'M')], COLUMNS, 'A');

    expect(edits.removed).toEqual(['v1']);
    expect(edits.added).toEqual([]);
  });

  it('can be taken away: one variant stays', () => {
    const edits = withOptions(GOODS, NO_EDITS, [], COLUMNS, 'A');

    expect(edits.removed).toEqual(['v2']);
    expect(edits.moved).toEqual({ v1: {} });
  });

  it('suggest SKUs in any script', () => {
    const options = [option('size', '250 g')];
    expect(skuOf('Café Huila', options, { size: '250 g' })).toBe('CAFE-HUILA-250-G');
    expect(skuOf('お茶', options, { size: '250 g' })).toBe('お茶-250-G');
  });
});

describe('A row that is removed', () => {
  it('is sent where it is stored, and forgotten where it is new', () => {
    const made = withOptions(GOODS, NO_EDITS, [option('size', 'S', 'M', 'L')], COLUMNS, 'A');
    const [first, , last] = rowsOf(GOODS, made);
    const edits = withoutRow(withoutRow(made, first!), last!);

    expect(edits.removed).toEqual(['v1']);
    expect(edits.added).toEqual([]);
  });
});

describe('A block from a spreadsheet', () => {
  it('is read with its quotes, its empty cells and its last line end', () => {
    expect(cellsOf('a\t\t"b ""c"""\r\n1\t2\t3\n')).toEqual([
      ['a', '', 'b "c"'],
      ['1', '2', '3'],
    ]);
    expect(cellsOf('12.50')).toEqual([['12.50']]);
    expect(
      cellsOf(
        textOf([
          ['a\tb', '"'],
          ['', 'x'],
        ]),
      ),
    ).toEqual([
      ['a\tb', '"'],
      ['', 'x'],
    ]);
  });

  it('begins at the corner and stops at the edge; one value fills what is chosen', () => {
    const size = { row: 2, column: 2 };
    const corner = { top: 1, left: 1, bottom: 1, right: 1 };
    expect(
      placed(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        corner,
        size,
      ),
    ).toEqual([{ place: { row: 1, column: 1 }, text: 'a' }]);
    const all = { top: 0, left: 0, bottom: 1, right: 1 };
    expect(placed([['x']], all, size)).toHaveLength(4);
  });

  it('is never left by an arrow', () => {
    const size = { row: 3, column: 2 };
    expect(stepped({ row: 0, column: 0 }, 'ArrowUp', size, 10)).toEqual({ row: 0, column: 0 });
    expect(stepped({ row: 0, column: 1 }, 'PageDown', size, 10)).toEqual({ row: 2, column: 1 });
    expect(stepped({ row: 0, column: 1 }, 'x', size, 10)).toBe(null);
  });
});

describe('Contents and sizes', () => {
  it('are read as people write them', () => {
    expect(measureOf('250 g')).toEqual({
      measure_amount: 250,
      measure_unit: 'g',
      measure_reference: 1000,
    });
    expect(measureOf('500 ml / 100 ml')).toMatchObject({ measure_reference: 100 });
    expect(measureOf('3 m²')).toMatchObject({ measure_unit: 'm2', measure_reference: 1 });
    expect(measureOf('a bag')).toBe(null);
    expect(sizeOf('100 x 50×20')).toEqual({ length_mm: 100, width_mm: 50, height_mm: 20 });
    expect(sizeOf('100 x 50')).toBe(null);
  });

  it('are written so that they are read back', () => {
    const variant = aVariant({ measure_amount: 250, measure_unit: 'g', measure_reference: 100 });
    expect(measureText(variant)).toBe('250 g / 100 g');
  });
});
