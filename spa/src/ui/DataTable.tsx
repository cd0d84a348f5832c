import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { Failure, Nothing } from './states';
import classes from './DataTable.module.css';

export interface Column<Row> {
  id: string;
  heading: string;
  cell: (row: Row) => ReactNode;
  numeric?: boolean;
  /** Its cells say what they are, such as a button: the heading is only heard. */
  isHeadingHidden?: boolean;
  /** On a phone this cell heads the card. */
  lead?: boolean;
  /** On a phone this cell stands beside the card's head. */
  corner?: boolean;
  /** A phone has no room for it. */
  deskOnly?: boolean;
}

/** What `useRows` gives: all pages read so far, and how to read on. */
export interface Rows<Row> {
  rows: Row[] | undefined;
  error: unknown;
  retry: () => unknown;
  more: (() => unknown) | undefined;
  isReadingMore: boolean;
  /** How old the rows may be, where they come from the replica. */
  lagSeconds?: number | undefined;
}

interface DataTableProps<Row> {
  source: Rows<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  caption: string;
  nothing: string;
  hint?: string;
  action?: ReactNode;
  mark?: (row: Row) => boolean;
  /** False where the list is a glimpse of a longer one: it says no count. */
  isWhole?: boolean;
}

function Body<Row>({ source, columns, keyOf, mark }: DataTableProps<Row>) {
  if (!source.rows) {
    return Array.from({ length: 8 }, (_, row) => (
      <tr key={row} className={classes.row}>
        {columns.map((column) => (
          <td
            key={column.id}
            className={[column.lead && classes.lead, column.deskOnly && classes.deskOnly]
              .filter(Boolean)
              .join(' ')}
          >
            <Skeleton
              height={12}
              width={column.numeric ? '45%' : '75%'}
              ml={column.numeric ? 'auto' : 0}
            />
          </td>
        ))}
      </tr>
    ));
  }
  return source.rows.map((row) => (
    <tr key={keyOf(row)} className={classes.row} data-marked={mark?.(row) || undefined}>
      {columns.map((column) => (
        <td
          key={column.id}
          data-label={column.isHeadingHidden ? undefined : column.heading}
          className={[
            column.numeric && classes.numeric,
            column.lead && classes.lead,
            column.corner && classes.corner,
            column.deskOnly && classes.deskOnly,
          ]
            .filter(Boolean)
            .join(' ')}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  ));
}

/** A list of any length: read page by page, a table at a desk, cards on a phone. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { source, columns, caption, nothing, hint, action, isWhole = true } = props;
  const { t, n } = useWords();
  if (!source.rows && source.error) return <Failure failure={source.error} retry={source.retry} />;
  if (source.rows?.length === 0) {
    return <Nothing message={nothing} {...(hint ? { hint } : {})} action={action} />;
  }
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table} aria-busy={!source.rows}>
          <caption className={classes.caption}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  className={[
                    column.numeric && classes.numeric,
                    column.deskOnly && classes.deskOnly,
                  ]
                    .filter(Boolean)
                    .join(' ')}
                >
                  {column.isHeadingHidden ? (
                    <span className={classes.heard}>{column.heading}</span>
                  ) : (
                    column.heading
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Body {...props} />
          </tbody>
        </table>
      </div>
      {source.rows && isWhole ? (
        <footer className={classes.foot}>
          <span>
            {source.more ? n('list.first', source.rows.length) : n('list.all', source.rows.length)}
          </span>
          {source.lagSeconds === undefined ? null : (
            <span>
              {source.lagSeconds < 1
                ? t('list.current')
                : n('list.behind', Math.round(source.lagSeconds))}
            </span>
          )}
          {source.error ? (
            <span role="alert" className={classes.trouble}>
              {t('list.trouble')}
            </span>
          ) : null}
          {source.more ? (
            <Button
              variant="default"
              size="xs"
              loading={source.isReadingMore}
              onClick={() => void source.more?.()}
            >
              {t('list.more')}
            </Button>
          ) : null}
        </footer>
      ) : null}
    </>
  );
}
