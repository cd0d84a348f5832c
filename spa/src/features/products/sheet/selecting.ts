/** What of a grid is chosen, and text that goes in and out of it as a spreadsheet has it. */

export interface Place {
  row: number;
  column: number;
}

/** From where the choosing began to where it is now. */
export interface Selection {
  anchor: Place;
  active: Place;
}

export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export function areaOf({ anchor, active }: Selection): Area {
  return {
    top: Math.min(anchor.row, active.row),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

export function isIn({ top, left, bottom, right }: Area, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** Tabs between cells, lines between rows; a cell with quotes around it may hold both. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|$)/gy;
  let row: string[] = [];
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    const [whole, quoted, plain = '', end] = found;
    row.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    if (end !== '\t') {
      rows.push(row);
      row = [];
    }
    if (end === '' || (whole === '' && cell.lastIndex >= text.length)) break;
    if (cell.lastIndex >= text.length && end !== '\t') break;
  }
  return rows;
}

export function textOf(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) =>
      row
        .map((cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join('\t'),
    )
    .join('\n');
}

interface Pasted {
  place: Place;
  text: string;
}

/** Where each cell of a pasted block goes: one value fills what is chosen, a block begins at its corner. */
export function placed(block: readonly (readonly string[])[], area: Area, size: Place): Pasted[] {
  const isOne = block.length === 1 && block[0]?.length === 1;
  const found: Pasted[] = [];
  const bottom = isOne ? area.bottom : area.top + block.length - 1;
  for (let row = area.top; row <= Math.min(bottom, size.row - 1); row += 1) {
    const cells = isOne
      ? Array.from({ length: area.right - area.left + 1 }, () => block[0]?.[0] ?? '')
      : (block[row - area.top] ?? []);
    for (const [at, text] of cells.entries()) {
      const column = area.left + at;
      if (column < size.column) found.push({ place: { row, column }, text });
    }
  }
  return found;
}

/** Where an arrow leads; never out of the grid. */
export function stepped(from: Place, key: string, size: Place, page: number): Place | null {
  const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-page, 0],
    PageDown: [page, 0],
    Home: [0, -size.column],
    End: [0, size.column],
  };
  const step = steps[key];
  if (!step) return null;
  return {
    row: Math.max(0, Math.min(size.row - 1, from.row + step[0])),
    column: Math.max(0, Math.min(size.column - 1, from.column + step[1])),
  };
}
