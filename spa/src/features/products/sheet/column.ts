import type { ProductVariant } from '../../../api/model';
import type { Sent } from './measures.ts';

/** A column of the variants' grid. */
export interface SheetColumn {
  id: string;
  label: string;
  /** In pixels. */
  width: number;
  isNumeric?: boolean;
  /** What may be chosen, where a cell holds one of a few values. */
  suggestions?: readonly string[];
  /** Shown only where all columns are. */
  isMore?: boolean;
  /** Of a new variant alone: of a known one it is only read. */
  isFirst?: boolean;
  read: (variant: ProductVariant) => string;
  /** Nobody typed it: it is worked out from another column. */
  isConverted?: (variant: ProductVariant) => boolean;
  /** `before` is the variant as it is stored. */
  send: (typed: string, before: ProductVariant | null) => Sent;
  /** What the API calls it when it refuses it. */
  fields: readonly string[];
}
