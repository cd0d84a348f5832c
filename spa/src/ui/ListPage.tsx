import { Button, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { ViewedList } from '../api/model';
import { useWords } from '../i18n';
import { DataTable, type Column, type Rows } from './DataTable';
import { Choice, Filters, SearchField } from './Filters';
import classes from './Filters.module.css';
import { Page, Panel } from './Page';
import { ColumnsMenu, SavedViews } from './SavedViews';
import { useSearchChange, type SearchValues } from './search.ts';

export interface Filter {
  /** Its name in the address. */
  name: string;
  label: string;
  options: readonly (readonly [value: string, label: string])[];
  /** What is shown where the address says nothing; "All" is offered where it is left out. */
  usual?: string;
  /** More than fit beside one another. */
  isLong?: boolean;
}

interface ListPageProps<Row> {
  title: string;
  lead?: ReactNode;
  back?: { to: string; label: string };
  actions?: ReactNode;
  /** What the address says: `Route.useSearch()`. The search's name in it is `q`, the order's is `sort`. */
  search?: SearchValues;
  /** What the search field says; none where it is left out. */
  find?: string;
  filters?: readonly Filter[];
  columns: readonly Column<Row>[];
  source: Rows<Row>;
  keyOf: (row: Row) => string;
  mark?: (row: Row) => boolean;
  /** What is said where there is nothing at all. */
  nothing: string;
  hint?: string;
  /** What one does about that. */
  remedy?: ReactNode;
  /** What is said where nothing is as it was searched for. */
  noneFound?: string;
  noneFoundHint?: string;
  /** What can be done with several rows at once. */
  bulk?: (chosen: readonly Row[], done: () => void) => ReactNode;
  /** Its views can be saved under this name; columns can be hidden where its address keeps `hide`. */
  views?: ViewedList;
  /** The head of the list, where more than the list stands on the page. */
  heading?: string;
  /** Between the head and the list. */
  children?: ReactNode;
  below?: ReactNode;
}

/** A page that is a list: its search, filters and order stand in the address; its table reads on by itself. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { title, lead, back, actions, search = {}, children, columns, views } = props;
  const hidden = new Set(search['hide']?.split(',') ?? []);
  const shown = columns.filter(({ id, lead: isLead }) => isLead || !hidden.has(id));
  return (
    <Page
      title={title}
      lead={lead}
      actions={
        views ? (
          <>
            <SavedViews list={views} search={search} />
            <ColumnsMenu columns={columns} hidden={hidden} />
            {actions}
          </>
        ) : (
          actions
        )
      }
      {...(back ? { back } : {})}
    >
      {children}
      <FilterBar {...props} search={search} />
      <Listed {...props} columns={shown} search={search} />
      {props.below}
    </Page>
  );
}

function isSearched(search: SearchValues): boolean {
  return Object.entries(search).some(
    ([name, value]) => name !== 'sort' && name !== 'hide' && value !== undefined,
  );
}

function FilterBar<Row>({
  find,
  filters,
  search,
  columns,
}: ListPageProps<Row> & { search: SearchValues }) {
  const { t } = useWords();
  const change = useSearchChange();
  const sorts = columns.filter(({ sort }) => sort !== undefined);
  if (!find && !filters?.length && sorts.length === 0) return null;
  const orders = sorts.flatMap(({ sort = '', heading }) => [
    { value: sort, label: t('list.upwards', { column: heading }) },
    { value: `-${sort}`, label: t('list.downwards', { column: heading }) },
  ]);
  return (
    <Filters>
      {find ? (
        <SearchField
          label={find}
          value={search['q'] ?? ''}
          change={(text) => change({ q: text || undefined }, true)}
        />
      ) : null}
      {filters?.map((filter) => (
        <OneFilter
          key={filter.name}
          {...filter}
          chosen={search[filter.name]}
          choose={(value) => change({ [filter.name]: value })}
        />
      ))}
      {orders.length > 0 ? (
        <Select
          className={classes.order ?? ''}
          aria-label={t('list.order')}
          placeholder={t('list.order')}
          clearable
          data={orders}
          value={search['sort'] ?? null}
          onChange={(sort) => change({ sort: sort ?? undefined })}
        />
      ) : null}
    </Filters>
  );
}

interface OneFilterProps extends Filter {
  chosen: string | undefined;
  choose: (value: string | undefined) => void;
}

function OneFilter({ label, options, usual, isLong, chosen, choose }: OneFilterProps) {
  const { t } = useWords();
  if (isLong) {
    return (
      <Select
        className={classes.long ?? ''}
        aria-label={label}
        placeholder={label}
        clearable
        searchable={options.length > 12}
        nothingFoundMessage={t('form.none_found')}
        data={options.map(([value, text]) => ({ value, label: text }))}
        value={chosen ?? null}
        onChange={(value) => choose(value ?? undefined)}
      />
    );
  }
  const rest = usual ?? 'all';
  return (
    <Choice
      label={label}
      value={chosen ?? rest}
      options={usual ? options : [['all', t('orders.show_all')], ...options]}
      change={(value) => choose(value === rest ? undefined : value)}
    />
  );
}

function Listed<Row>(props: ListPageProps<Row> & { search: SearchValues }) {
  const {
    title,
    source,
    columns,
    keyOf,
    mark,
    search,
    nothing,
    hint,
    remedy,
    noneFound,
    noneFoundHint,
    bulk,
    heading,
  } = props;
  const { t, n } = useWords();
  const change = useSearchChange();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = source.rows?.filter((row) => chosen.has(keyOf(row))) ?? [];
  const clear = () => setChosen(new Set());
  const searched = isSearched(search);
  const help = searched ? noneFoundHint : hint;
  const clearAll = (
    <Button
      variant="default"
      onClick={() =>
        change(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])))
      }
    >
      {t('list.clear')}
    </Button>
  );
  return (
    <Panel flush {...(heading ? { title: heading } : {})}>
      {bulk && rows.length > 0 ? (
        <div className={classes.bulk} role="region" aria-label={t('list.chosen')}>
          <b>{n('list.chosen_count', rows.length)}</b>
          {bulk(rows, clear)}
          <Button variant="subtle" size="xs" onClick={clear}>
            {t('list.choose_none')}
          </Button>
        </div>
      ) : null}
      <DataTable
        source={source}
        columns={columns}
        keyOf={keyOf}
        {...(mark ? { mark } : {})}
        caption={title}
        sort={search['sort']}
        order={(sort) => change({ sort })}
        {...(bulk ? { chosen, choose: setChosen } : {})}
        nothing={searched ? (noneFound ?? t('list.none_found')) : nothing}
        {...(help ? { hint: help } : {})}
        action={searched ? clearAll : remedy}
      />
    </Panel>
  );
}
