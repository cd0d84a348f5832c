import { describe, expect, it } from 'vitest';
import { moved, placeOf } from './chosenOrder.ts';

describe('The order of chosen products', () => {
  it('moves one to its place and leaves the others in theirs', () => {
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(moved(['a', 'b', 'c', 'd'], 0, 3)).toEqual(['b', 'c', 'd', 'a']);
    expect(moved(['a', 'b', 'c', 'd'], 1, 2)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('reads a typed place, the last one at most', () => {
    expect(
      [' 2 ', '1', '9999', '0', '-1', 'x', '', null].map((typed) => placeOf(typed, 5)),
    ).toEqual([1, 0, 4, null, null, null, null, null]);
  });
});
