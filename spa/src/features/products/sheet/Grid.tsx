import {
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type CSSProperties,
  type KeyboardEvent,
} from 'react';
import { useWords } from '../../../i18n';
import type { SheetColumn } from './column.ts';
import classes from './Grid.module.css';
import { GridRow, type GridProps } from './GridRow';
import type { SheetRow } from './rows.ts';
import {
  areaOf,
  cellsOf,
  isIn,
  placed,
  stepped,
  textOf,
  type Place,
  type Selection,
} from './selecting.ts';

const ROW_PX = 38;
const SHOWN = 16;
/** Rows drawn above and below those that are seen. */
const MARGIN = 6;

/** The widths of all rows; what is left over is the first column's. */
const ACT_PX = 48;

/** The columns, and the least width of a row: each row is as wide, whatever stands in it. */
function measures(columns: readonly SheetColumn[]): CSSProperties {
  const widths = columns.map(({ width }) => `${width}px`).join(' ');
  const all = columns.reduce((sum, { width }) => sum + width, ACT_PX);
  return {
    '--sheet': `minmax(var(--sheet-name), 1fr) ${widths} ${ACT_PX}px`,
    '--sheet-width': `calc(var(--sheet-name) + ${all}px)`,
  } as CSSProperties;
}

/**
 * A grid that is worked on by keyboard: arrows go, Shift chooses, typing or F2 writes, Delete empties,
 * Ctrl+C, V, D, Z and Y copy, paste, fill down, undo and redo. Only the rows that are seen are drawn.
 */
export function Grid(props: GridProps) {
  const { label, rows, columns, textOf: read, canWrite, write, undo, redo } = props;
  const { t } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const [selection, select] = useState<Selection>({
    anchor: { row: 0, column: 0 },
    active: { row: 0, column: 0 },
  });
  const [draft, setDraft] = useState<string | null>(null);
  // Whether the grid has the keyboard: only then does a new active cell take the focus.
  const hasKeyboard = useRef(false);
  const size = { row: rows.length, column: columns.length };
  const { active: wanted } = selection;
  const active = {
    row: Math.min(wanted.row, Math.max(0, size.row - 1)),
    column: Math.min(wanted.column, size.column - 1),
  };
  const area = areaOf({ anchor: selection.anchor, active });
  const first = Math.max(0, Math.floor(scrolled / ROW_PX) - MARGIN);
  const last = Math.min(rows.length, first + SHOWN + 2 * MARGIN);

  useLayoutEffect(() => {
    if (!hasKeyboard.current || draft !== null) return;
    const element = frame.current;
    if (!element) return;
    const top = active.row * ROW_PX;
    const room = element.clientHeight - 2 * ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (room > 0 && top > element.scrollTop + room) element.scrollTop = top - room;
    element.querySelector<HTMLElement>(`[data-at="${active.row}:${active.column}"]`)?.focus();
  }, [active.row, active.column, draft]);

  function go(to: Place, isChoosing: boolean) {
    select((old) => ({ anchor: isChoosing ? old.anchor : to, active: to }));
  }
  function cellAt(place: Place): { row: SheetRow; column: SheetColumn } | null {
    const [row, column] = [rows[place.row], columns[place.column]];
    return row && column ? { row, column } : null;
  }
  function put(changes: readonly { place: Place; text: string }[]) {
    const found = changes.flatMap(({ place, text }) => {
      const cell = cellAt(place);
      return cell && canWrite(cell.row, cell.column) ? [{ ...cell, text }] : [];
    });
    if (found.length > 0) write(found);
  }
  function places(): Place[] {
    const found: Place[] = [];
    for (let row = area.top; row <= area.bottom; row += 1)
      for (let column = area.left; column <= area.right; column += 1) found.push({ row, column });
    return found;
  }
  function fillDown() {
    put(
      places().flatMap((place) => {
        const above = cellAt({ row: area.top, column: place.column });
        return above && place.row > area.top
          ? [{ place, text: read(above.row, above.column) }]
          : [];
      }),
    );
  }
  function begin(text: string | null) {
    const cell = cellAt(active);
    if (cell && canWrite(cell.row, cell.column)) setDraft(text ?? read(cell.row, cell.column));
  }
  function finish(to: Place | null) {
    const cell = cellAt(active);
    if (draft !== null && cell && draft !== read(cell.row, cell.column))
      put([{ place: active, text: draft }]);
    setDraft(null);
    if (to) go(to, false);
  }
  function command(event: KeyboardEvent): boolean {
    if (!event.ctrlKey && !event.metaKey) return false;
    const key = event.key.toLowerCase();
    if (key === 'd') fillDown();
    else if (key === 'z' && !event.shiftKey) undo?.();
    else if (key === 'y' || key === 'z') redo?.();
    else if (key === 'a')
      select({
        anchor: { row: 0, column: 0 },
        active: { row: size.row - 1, column: size.column - 1 },
      });
    else return false;
    return true;
  }
  function pressed(event: KeyboardEvent) {
    if (draft !== null) return;
    const to = stepped(active, event.key, size, SHOWN - 2);
    if (command(event)) event.preventDefault();
    else if (to) {
      event.preventDefault();
      go(to, event.shiftKey);
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      begin(null);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      put(places().map((place) => ({ place, text: '' })));
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      begin(event.key);
    }
  }
  function copied(event: ClipboardEvent) {
    if (draft !== null) return;
    const lines = rows
      .slice(area.top, area.bottom + 1)
      .map((row) => columns.slice(area.left, area.right + 1).map((column) => read(row, column)));
    event.clipboardData.setData('text/plain', textOf(lines));
    event.preventDefault();
  }
  function pasted(event: ClipboardEvent) {
    if (draft !== null) return;
    event.preventDefault();
    put(placed(cellsOf(event.clipboardData.getData('text/plain')), area, size));
  }
  return (
    <div
      ref={frame}
      className={classes.frame}
      style={measures(columns)}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 2}
      aria-multiselectable="true"
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      onFocus={() => {
        hasKeyboard.current = true;
      }}
      onBlur={() => {
        hasKeyboard.current = false;
      }}
      onKeyDown={pressed}
      onCopy={copied}
      onPaste={pasted}
    >
      <div role="row" aria-rowindex={1} className={classes.head}>
        <span role="columnheader" aria-colindex={1} className={classes.name}>
          {t('products.variant')}
        </span>
        {columns.map((column, at) => (
          <span
            key={column.id}
            role="columnheader"
            aria-colindex={at + 2}
            className={classes.cell}
            data-figure={column.isNumeric || undefined}
          >
            {column.label}
          </span>
        ))}
        <span role="columnheader" aria-colindex={columns.length + 2} className={classes.act}>
          <span className={classes.heard}>{t('products.row_actions')}</span>
        </span>
      </div>
      <div style={{ height: first * ROW_PX }} />
      {rows.slice(first, last).map((row, index) => (
        <GridRow
          key={row.key}
          {...props}
          row={row}
          at={first + index}
          active={active}
          isChosen={(column) => isIn(area, first + index, column)}
          draft={draft}
          setDraft={setDraft}
          go={go}
          begin={() => begin(null)}
          finish={finish}
          size={size}
        />
      ))}
      <div style={{ height: (rows.length - last) * ROW_PX }} />
    </div>
  );
}
