export interface Pasted {
  code: string;
  quantity: number;
}

const MOST = 1_000_000;

/**
 * Lines of a spreadsheet or a CSV file: a SKU or a barcode, then how many; one unit where nothing is said.
 * A first line that names its columns is left out. What cannot be read is said by its line.
 */
export function readLines(text: string): { lines: Pasted[]; wrong: string[] } {
  const sums = new Map<string, number>();
  const wrong: string[] = [];
  const rows = text.split(/\r?\n/).filter((row) => row.trim() !== '');
  rows.forEach((row, at) => {
    const [code = '', units = ''] = row
      .split(/[\t;,]/)
      .map((cell) => cell.trim().replace(/^"|"$/g, ''));
    if (at === 0 && rows.length > 1 && /^[^\d]+$/.test(units)) return;
    const quantity = units === '' ? 1 : /^\d{1,7}$/.test(units) ? Number(units) : 0;
    if (code === '' || quantity < 1 || quantity > MOST) wrong.push(row.trim().slice(0, 60));
    else sums.set(code, (sums.get(code) ?? 0) + quantity);
  });
  return { lines: [...sums].map(([code, quantity]) => ({ code, quantity })), wrong };
}
