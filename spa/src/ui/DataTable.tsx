import { Button, Checkbox, Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords, type Words } from '../i18n';
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
  /** Nor has a tablet. */
  wideOnly?: boolean;
  /** How the API calls the order of this column; from its end it is called `-name`. */
  sort?: string;
  /** What stands in the heading's place. */
  head?: ReactNode;
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

const CHOOSER = 'chosen';

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
  sort?: string | undefined;
  order?: (sort: string | undefined) => void;
  /** The keys of the rows that are chosen; without them none can be. */
  chosen?: ReadonlySet<string>;
  choose?: (chosen: ReadonlySet<string>) => void;
}

function Heading<Row>({
  column,
  sort,
  order,
}: { column: Column<Row> } & Pick<DataTableProps<Row>, 'sort' | 'order'>) {
  if (column.isHeadingHidden) return <span className={classes.heard}>{column.heading}</span>;
  if (!column.sort || !order) return column.heading;
  // A name is sought from its beginning, a figure from the greatest.
  const [first, second] = column.numeric
    ? [`-${column.sort}`, column.sort]
    : [column.sort, `-${column.sort}`];
  const Sign =
    sort === column.sort ? IconArrowUp : sort === `-${column.sort}` ? IconArrowDown : IconSelector;
  return (
    <button
      type="button"
      className={classes.sort}
      onClick={() => order(sort === first ? second : sort === second ? undefined : first)}
    >
      {column.heading}
      <Sign size={14} aria-hidden="true" />
    </button>
  );
}

function sortOfColumn(sort: string | undefined, own: string | undefined) {
  if (own === undefined) return undefined;
  return sort === own ? 'ascending' : sort === `-${own}` ? 'descending' : 'none';
}

/** The column in which rows are chosen; its heading chooses all that are shown. */
function chooser<Row>(
  { source, keyOf, chosen, choose }: DataTableProps<Row>,
  words: Words,
): Column<Row>[] {
  if (!chosen || !choose) return [];
  const { t } = words;
  return [
    {
      id: CHOOSER,
      heading: t('list.choose'),
      isHeadingHidden: true,
      cell: (row) => {
        const key = keyOf(row);
        return (
          <Checkbox
            size="xs"
            aria-label={t('list.choose')}
            checked={chosen.has(key)}
            onChange={(event) => {
              const next = new Set(chosen);
              if (event.currentTarget.checked) next.add(key);
              else next.delete(key);
              choose(next);
            }}
          />
        );
      },
      head: (
        <Checkbox
          size="xs"
          aria-label={t('list.choose_all')}
          checked={
            (source.rows?.length ?? 0) > 0 && source.rows?.every((row) => chosen.has(keyOf(row)))
          }
          indeterminate={chosen.size > 0 && !source.rows?.every((row) => chosen.has(keyOf(row)))}
          onChange={(event) =>
            choose(new Set(event.currentTarget.checked ? source.rows?.map(keyOf) : []))
          }
        />
      ),
    },
  ];
}

function widthOf<Row>({ deskOnly, wideOnly }: Column<Row>): string | undefined {
  return wideOnly ? classes.wideOnly : deskOnly ? classes.deskOnly : undefined;
}

function Body<Row>({ source, columns, keyOf, mark }: DataTableProps<Row>) {
  if (!source.rows) {
    return Array.from({ length: 8 }, (_, row) => (
      <tr key={row} className={classes.row}>
        {columns.map((column) => (
          <td
            key={column.id}
            className={[column.lead && classes.lead, widthOf(column)].filter(Boolean).join(' ')}
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
            column.id === CHOOSER && classes.chooser,
            widthOf(column),
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
  const { source, caption, nothing, hint, action, isWhole = true, sort, order } = props;
  const words = useWords();
  const { t, n } = words;
  const columns = [...chooser(props, words), ...props.columns];
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
                  aria-sort={sortOfColumn(sort, column.sort)}
                  className={[column.numeric && classes.numeric, widthOf(column)]
                    .filter(Boolean)
                    .join(' ')}
                >
                  {column.head ?? (
                    <Heading column={column} sort={sort} {...(order ? { order } : {})} />
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Body {...props} columns={columns} />
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
