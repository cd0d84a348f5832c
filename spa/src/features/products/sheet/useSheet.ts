import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ProductOption, ProductPicture, TypeAttribute } from '../../../api/model';
import { getListLocationsQueryOptions } from '../../../api/settings';
import { codeOf } from '../../../codes/untyped.ts';
import { Problem } from '../../../fetching.ts';
import { useWords } from '../../../i18n';
import { useCan } from '../../../session.ts';
import { useChoices } from '../../../ui/choices.ts';
import { useOptions } from '../../../ui/options.ts';
import { allProductTypes } from '../../../ui/productTypes.ts';
import type { SheetColumn } from './column.ts';
import { columnsOf } from './columns.ts';
import { useHistory, type History } from './history.ts';
import { askingOf, isUnchanged, type Asking } from './asking.ts';
import { withOptions } from './generating.ts';
import {
  cellOf,
  errorKey,
  isChangedCell,
  NO_EDITS,
  optionsOf,
  rowsOf,
  withCells,
  withoutRow,
  withRow,
  type CellErrors,
  type Edits,
  type Goods,
  type SheetRow,
} from './rows.ts';
import type { Written } from './GridRow';

interface RowProblem {
  row: number;
  field: string;
  code: string;
}

export interface Sheet {
  rows: SheetRow[];
  columns: readonly SheetColumn[];
  options: readonly ProductOption[];
  history: History;
  isReady: boolean;
  isChanged: boolean;
  errors: CellErrors;
  nameOf: (row: SheetRow) => string;
  textOf: (row: SheetRow, column: SheetColumn) => string;
  isChangedCell: (row: SheetRow, column: SheetColumn) => boolean;
  canWrite: (row: SheetRow, column: SheetColumn) => boolean;
  write: (written: readonly Written[]) => void;
  remove: (row: SheetRow) => void;
  restore: (row: SheetRow) => void;
  chooseOptions: (options: readonly ProductOption[]) => void;
  /** What is sent; null where a cell cannot be read, which says so then. */
  asking: () => Asking | null;
  /** Puts what was refused into its cells; false where it was about no row. */
  blame: (failure: unknown, keys: readonly string[]) => boolean;
}

/** A product that is not there yet: one variant without options. */
export const ONE_NEW: Edits = { ...NO_EDITS, added: [{ key: 'new-0', options: {} }] };
export const NO_GOODS: Goods = { options: [], variants: [] };

function problemsOf(failure: unknown): RowProblem[] {
  const rows = failure instanceof Problem ? failure.facts['rows'] : null;
  return Array.isArray(rows) ? (rows as RowProblem[]) : [];
}

/** What the product is of which these are the variants. */
interface Of {
  typeId: string | null;
  isGiftCard: boolean;
}

export function useSheet(
  goods: Goods,
  pictures: readonly ProductPicture[],
  sku: string,
  { typeId, isGiftCard }: Of,
  start: Edits = NO_EDITS,
): Sheet {
  const words = useWords();
  const can = useCan();
  const inWords = useOptions();
  const { currencies } = useChoices();
  const places = useQuery({ ...getListLocationsQueryOptions(), enabled: can('stock.read') });
  const location = places.data?.items.find(({ closed_at }) => closed_at === null)?.code ?? null;
  const sellsAhead = can('stock.adjust');
  const history = useHistory(start);
  const { edits, change } = history;
  const attributes = useOwnAttributes(goods, optionsOf(goods, edits).length > 0, typeId);
  const columns = useMemo(
    () => columnsOf({ isGiftCard, attributes, currencies, pictures, location, sellsAhead, words }),
    [isGiftCard, attributes, currencies, pictures, location, sellsAhead, words],
  );
  const [errors, setErrors] = useState<CellErrors>({});
  const rows = useMemo(() => rowsOf(goods, edits), [goods, edits]);
  const options = optionsOf(goods, edits);

  function blame(failure: unknown, keys: readonly string[]): boolean {
    const found = problemsOf(failure).map(({ row, field, code }) => {
      const column = columns.find(({ fields }) => fields.includes(field));
      const text = words.word('row_problem', codeOf('row_problem', code));
      return [errorKey(keys[row] ?? '', column?.id ?? ''), text] as const;
    });
    setErrors(Object.fromEntries(found));
    return found.length > 0;
  }
  function asking(): Asking | null {
    const asked = askingOf(goods, edits, columns);
    const unread = asked.unread.map(
      ({ row, column }) => [errorKey(row, column), words.t('products.cell_unread')] as const,
    );
    setErrors(Object.fromEntries(unread));
    return unread.length > 0 ? null : asked;
  }
  return {
    rows,
    columns,
    options,
    history,
    isReady: currencies.length > 0,
    isChanged: !isUnchanged(goods, edits, columns),
    errors,
    nameOf: (row) => inWords(ordered(row, options)) || words.t('products.only_variant'),
    textOf: (row, column) => cellOf(row, column, edits),
    isChangedCell: (row, column) => isChangedCell(row, column, edits),
    canWrite: (row, column) =>
      !row.isRemoved &&
      !(column.isFirst && row.stored !== null) &&
      can(/^(price|compare_at)\./.test(column.id) ? 'prices.write' : 'products.write'),
    write: (written) =>
      change(
        withCells(
          edits,
          written.map(({ row, column, text }) => ({ row: row.key, column: column.id, text })),
        ),
      ),
    remove: (row) => change(withoutRow(edits, row)),
    restore: (row) => change(withRow(edits, row)),
    chooseOptions: (chosen) => change(withOptions(goods, edits, chosen, columns, sku)),
    asking,
    blame,
  };
}

const NONE: readonly TypeAttribute[] = [];

/** Those in which variants differ; a product of one variant says them itself. */
function useOwnAttributes(goods: Goods, hasOptions: boolean, typeId: string | null) {
  const { data: types } = useQuery({ ...allProductTypes(), enabled: typeId !== null });
  const hasOwn = goods.variants.some(({ attributes }) => Object.keys(attributes).length > 0);
  const isWanted = hasOptions || hasOwn || goods.variants.length > 1;
  return (isWanted && types?.find(({ id }) => id === typeId)?.attributes) || NONE;
}

function ordered(row: SheetRow, options: readonly ProductOption[]): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ key }) => (row.options[key] ? [[key, row.options[key]]] : [])),
  );
}
