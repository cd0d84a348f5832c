/** How history calls what changed of a product, and what its values were, in words. */

import type { FieldChange, ProductStatus } from '../../api/model';
import { useWords, type Key } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { languageName } from '../../ui/form/names.ts';
import { STATUSES } from './productFields.ts';

const NAMES: Readonly<Record<string, Key>> = {
  slug: 'products.address',
  status: 'products.status',
  category_id: 'products.category',
  tax_class: 'products.tax_class',
  type_id: 'products.type',
  tags: 'products.tags',
  collection: 'bulk.collection',
  name: 'products.name',
  description: 'products.description',
  seo_title: 'products.seo_title',
  seo_description: 'products.seo_description',
  sku: 'products.sku',
  barcode: 'products.barcode',
  weight_g: 'products.weight',
  hs_code: 'products.hs_code',
  origin_country: 'products.origin',
  measure_amount: 'products.measure',
};

interface Sayings {
  nameOf: (field: string) => string;
  valueOf: (field: string, value: string | null) => string;
}

function isStatus(value: string): value is ProductStatus {
  return STATUSES.some((status) => status === value);
}

export function useFieldNames(): Sayings {
  const { t, word, locale } = useWords();
  return {
    nameOf: (field) => {
      const [kind = '', part = '', name = ''] = field.split('.');
      if (kind === 'price') return t('products.price_in', { currency: part });
      if (kind === 'compare_at') return t('products.compare_in', { currency: part });
      if (kind === 'attributes' || kind === 'options') return part;
      const key = NAMES[kind === 'texts' ? name : kind];
      if (!key) return field;
      return kind === 'texts' ? `${t(key)} · ${languageName(part, locale)}` : t(key);
    },
    valueOf: (field, value) => {
      if (value === null || value === '') return '—';
      const [kind, currency = ''] = field.split('.');
      if (kind === 'price' || kind === 'compare_at')
        return money({ amount_minor: Number(value), currency }, locale);
      return kind === 'status' && isStatus(value) ? word('product', value) : value;
    },
  };
}

/** What is worth a line: of a variant that was added only that it was. */
export function shownOf(
  changes: readonly FieldChange[],
  created: readonly string[],
): FieldChange[] {
  return changes.filter(({ sku }) => !created.includes(sku));
}
