import { describe, expect, it } from 'vitest';
import { rowsIn } from './shipping.ts';

describe('A pasted list of tracking numbers', () => {
  it('is read from a sheet, a CSV of either kind, and by hand', () => {
    expect(rowsIn('K7QF-93MD\tCX1\r\n"P9WC-77HL";"CX2"\n\nabcd-1234, CX3\nZZZZ-0000')).toEqual([
      { number: 'K7QF-93MD', tracking: 'CX1' },
      { number: 'P9WC-77HL', tracking: 'CX2' },
      { number: 'ABCD-1234', tracking: 'CX3' },
      { number: 'ZZZZ-0000', tracking: '' },
    ]);
  });
});
