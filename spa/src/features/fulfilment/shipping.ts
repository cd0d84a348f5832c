import type { TrackingRow } from '../../api/model';

/** Rows of order and tracking number, pasted from a sheet or a carrier's CSV; empty lines count for nothing. */
export function rowsIn(text: string): TrackingRow[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/[\t;,]/).map((cell) => cell.trim().replace(/^"|"$/g, '')))
    .flatMap(([number = '', tracking = '']) =>
      number ? [{ number: number.toUpperCase(), tracking }] : [],
    );
}
