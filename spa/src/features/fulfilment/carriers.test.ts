import { describe, expect, it } from 'vitest';
import { carrierIn, lineOf } from './carriers.ts';

describe('A carrier as a line', () => {
  it.each([
    { name: 'Correos Express', link: 'https://s.correosexpress.com/c?n={}' },
    { name: 'Van', link: '' },
  ])('is read as it is written: $name', (carrier) => {
    expect(carrierIn(lineOf(carrier))).toEqual(carrier);
  });
});
