/** Contents and sizes as a cell holds them: "250 g", "100 × 50 × 20". */

import type { ProductVariant, VariantAsked } from '../../../api/model';

/** A part of a row of the API; null where what was typed cannot be read. */
export type Sent = Partial<VariantAsked> | null;

export const COUNT = /^\d{1,9}$/;

/** How a measure is compared where nobody says otherwise: grams by the kilogram. */
const USUAL: Readonly<Record<string, number>> = {
  g: 1000,
  kg: 1,
  ml: 1000,
  l: 1,
  cm: 100,
  m: 1,
  m2: 1,
  piece: 1,
};
const MEASURE = /^(\d{1,9})\s*([a-z]+[2²]?)(?:\s*\/\s*(\d{1,5})\s*([a-z]+[2²]?)?)?$/;
const UNITS: Readonly<Record<string, string>> = {
  'm²': 'm2',
  pieces: 'piece',
  ud: 'piece',
  unidad: 'piece',
  unidades: 'piece',
};

/** "250 g", or "250 g / 100 g" where it is compared by something else than usual. */
export function measureText(variant: ProductVariant): string {
  const { measure_amount: amount, measure_unit: unit, measure_reference: reference } = variant;
  if (amount === null || unit === null) return '';
  const usual = USUAL[unit] === reference;
  return usual ? `${amount} ${unit}` : `${amount} ${unit} / ${reference} ${unit}`;
}

export function measureOf(typed: string): Sent {
  if (typed === '') return { measure_amount: null, measure_unit: null, measure_reference: null };
  const found = MEASURE.exec(typed.toLowerCase());
  if (!found) return null;
  const [, amount = '', written = '', reference] = found;
  const unit = UNITS[written] ?? written;
  const usual = USUAL[unit];
  if (usual === undefined) return null;
  return {
    measure_amount: Number(amount),
    measure_unit: unit,
    measure_reference: reference === undefined ? usual : Number(reference),
  };
}

export function sizeText({ length_mm, width_mm, height_mm }: ProductVariant): string {
  return [length_mm, width_mm, height_mm].every((one) => one === null)
    ? ''
    : [length_mm, width_mm, height_mm].map((one) => one ?? 0).join(' × ');
}

export function sizeOf(typed: string): Sent {
  if (typed === '') return { length_mm: null, width_mm: null, height_mm: null };
  const parts = typed.split(/\s*[x×*]\s*/i);
  if (parts.length !== 3 || !parts.every((part) => COUNT.test(part))) return null;
  const [length_mm = 0, width_mm = 0, height_mm = 0] = parts.map(Number);
  return { length_mm, width_mm, height_mm };
}
