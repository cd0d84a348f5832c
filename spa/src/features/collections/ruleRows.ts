/** The conditions of a collection's rule as its form holds them, and as the API takes them. */

import type { CollectionCondition, ConditionAsked, ConditionKind } from '../../api/model';

/** A row that keeps its identity while it is typed. */
export interface ConditionRow {
  id: string;
  kind: ConditionKind;
  key: string;
  values: readonly string[];
  low: number | null;
  high: number | null;
  days: number | null;
}

export const KINDS: readonly ConditionKind[] = [
  'category',
  'tag',
  'attribute',
  'price',
  'new',
  'on_sale',
  'in_stock',
  'best_seller',
];

export function newCondition(kind: ConditionKind, currency: string): ConditionRow {
  return {
    id: crypto.randomUUID(),
    kind,
    key: kind === 'price' ? currency : '',
    values: [],
    low: kind === 'best_seller' ? 10 : null,
    high: null,
    days: kind === 'new' ? 30 : null,
  };
}

export function rowsOf(conditions: readonly CollectionCondition[]): ConditionRow[] {
  return conditions.map((one, at) => ({ ...one, id: `${at} ${one.kind}` }));
}

export function isWhole({ kind, key, values, low, high, days }: ConditionRow): boolean {
  switch (kind) {
    case 'category':
    case 'tag':
      return values.length > 0;
    case 'attribute':
      return key.trim() !== '' && values.length > 0;
    case 'price':
      return low !== null || high !== null;
    case 'best_seller':
      return (low ?? 0) > 0;
    case 'new':
      return (days ?? 0) > 0;
    default:
      return true;
  }
}

export function conditionsAsked(rows: readonly ConditionRow[]): ConditionAsked[] {
  return rows.map(({ kind, key, values, low, high, days }) => ({
    kind,
    key: key.trim(),
    values: [...values],
    low,
    high,
    days: days ?? 0,
  }));
}
