import type { ShippingRate } from '../../api/model';

/** A row that keeps its identity while its country and currency are chosen. */
export interface RateRow {
  key: string;
  place: string;
  currency: string;
  amount_minor: number | null;
  free_from_minor: number | null;
  from_value: number | null;
  up_to: number | null;
}

export function rowsOf(rates: readonly ShippingRate[]): RateRow[] {
  return rates.map((rate) => ({
    key: `${rate.place}-${rate.currency}-${rate.from_value ?? 0}`,
    place: rate.place,
    currency: rate.currency,
    amount_minor: rate.amount_minor,
    free_from_minor: rate.free_from_minor ?? null,
    from_value: rate.from_value ?? 0,
    up_to: rate.up_to ?? null,
  }));
}

export function ratesOf(rows: readonly RateRow[], isBanded: boolean): ShippingRate[] {
  return rows.map((row) => ({
    place: row.place,
    currency: row.currency,
    free_from_minor: row.free_from_minor,
    amount_minor: row.amount_minor ?? 0,
    from_value: isBanded ? (row.from_value ?? 0) : 0,
    up_to: isBanded ? row.up_to : null,
  }));
}
