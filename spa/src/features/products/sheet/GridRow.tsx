import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { useWords } from '../../../i18n';
import type { SheetColumn } from './column.ts';
import classes from './Grid.module.css';
import type { SheetRow } from './rows.ts';
import { stepped, type Place } from './selecting.ts';

export interface Written {
  row: SheetRow;
  column: SheetColumn;
  text: string;
}

export interface GridProps {
  label: string;
  rows: readonly SheetRow[];
  columns: readonly SheetColumn[];
  nameOf: (row: SheetRow) => string;
  textOf: (row: SheetRow, column: SheetColumn) => string;
  isChanged: (row: SheetRow, column: SheetColumn) => boolean;
  errorOf: (row: SheetRow, column: SheetColumn) => string | undefined;
  /** A row whose own options are refused says so beside its name. */
  rowError: (row: SheetRow) => string | undefined;
  canWrite: (row: SheetRow, column: SheetColumn) => boolean;
  write: (written: readonly Written[]) => void;
  remove: ((row: SheetRow) => void) | undefined;
  restore: (row: SheetRow) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

interface RowProps extends GridProps {
  row: SheetRow;
  at: number;
  active: Place;
  isChosen: (column: number) => boolean;
  draft: string | null;
  setDraft: (text: string | null) => void;
  go: (to: Place, isChoosing: boolean) => void;
  begin: () => void;
  finish: (to: Place | null) => void;
  size: Place;
}

export function GridRow(props: RowProps) {
  const { row, at, columns, nameOf, rowError, remove, restore } = props;
  const { t } = useWords();
  const name = nameOf(row);
  const wrong = rowError(row);
  const isOut = row.isRemoved || row.isArchived;
  return (
    <div role="row" aria-rowindex={at + 2} className={classes.row} data-out={isOut || undefined}>
      <span role="rowheader" aria-colindex={1} className={classes.name} title={wrong ?? name}>
        <span data-wrong={wrong ? true : undefined}>{name}</span>
        {row.isArchived ? <small>{t('products.archived')}</small> : null}
        {row.isRemoved ? <small>{t('products.going')}</small> : null}
        {row.stored ? null : <small>{t('products.fresh')}</small>}
        {wrong ? <small role="alert">{wrong}</small> : null}
      </span>
      {columns.map((column, index) => (
        <Cell key={column.id} {...props} column={column} place={{ row: at, column: index }} />
      ))}
      <span role="gridcell" aria-colindex={columns.length + 2} className={classes.act}>
        {remove ? (
          <ActionIcon
            size="sm"
            aria-label={t(isOut ? 'products.row_back' : 'products.row_remove', { name })}
            onClick={() => (isOut ? restore(row) : remove(row))}
          >
            {isOut ? <IconArrowBackUp size={15} /> : <IconTrash size={15} />}
          </ActionIcon>
        ) : null}
      </span>
    </div>
  );
}

interface CellProps extends RowProps {
  column: SheetColumn;
  place: Place;
}

function Cell(props: CellProps) {
  const { row, column, place, active, isChosen, draft, setDraft, go, begin, finish } = props;
  const isActive = active.row === place.row && active.column === place.column;
  const wrong = props.errorOf(row, column);
  const isEdited = isActive && draft !== null;
  return (
    <span
      role="gridcell"
      tabIndex={isActive && !isEdited ? 0 : -1}
      data-at={`${place.row}:${place.column}`}
      data-changed={props.isChanged(row, column) || undefined}
      data-fixed={props.canWrite(row, column) ? undefined : true}
      data-wrong={wrong ? true : undefined}
      data-figure={column.isNumeric || undefined}
      data-converted={
        (row.stored && !props.isChanged(row, column) && column.isConverted?.(row.stored)) ||
        undefined
      }
      aria-selected={isChosen(place.column)}
      aria-colindex={place.column + 2}
      className={classes.cell}
      title={wrong}
      onMouseDown={(event) => {
        if (isEdited) return;
        if (draft !== null) finish(null);
        go(place, event.shiftKey);
      }}
      onMouseEnter={(event) => {
        if (event.buttons === 1 && draft === null) go(place, true);
      }}
      onDoubleClick={begin}
    >
      {isEdited ? (
        <Editor
          label={`${props.nameOf(row)}, ${column.label}`}
          suggestions={column.suggestions ?? []}
          text={draft}
          change={setDraft}
          finish={(key) => finish(key ? stepped(place, key, props.size, 1) : null)}
        />
      ) : (
        <span className={classes.text}>{props.textOf(row, column)}</span>
      )}
      {wrong ? <span className={classes.heard}>{wrong}</span> : null}
    </span>
  );
}

interface EditorProps {
  label: string;
  suggestions: readonly string[];
  text: string;
  change: (text: string | null) => void;
  /** Writes what was typed, and goes on by an arrow. */
  finish: (key: string | null) => void;
}

function Editor({ label, suggestions, text, change, finish }: EditorProps) {
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useEffect(() => input.current?.focus(), []);
  function pressed(event: KeyboardEvent) {
    const { key, shiftKey } = event;
    event.stopPropagation();
    if (key === 'Escape') change(null);
    else if (key === 'Enter') finish(shiftKey ? 'ArrowUp' : 'ArrowDown');
    else if (key === 'Tab') finish(shiftKey ? 'ArrowLeft' : 'ArrowRight');
    else return;
    event.preventDefault();
  }
  return (
    <>
      <input
        ref={input}
        className={classes.input}
        aria-label={label}
        maxLength={200}
        value={text}
        {...(suggestions.length > 0 ? { list } : {})}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={pressed}
        onBlur={() => finish(null)}
      />
      {suggestions.length > 0 ? (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
      ) : null}
    </>
  );
}
