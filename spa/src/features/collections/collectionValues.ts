/** A collection as its form holds it, and as the API takes it. */

import type { BlockPicture, Collection, CollectionProduct, CollectionSort } from '../../api/model';
import { slugOf } from '../../ui/slug.ts';
import { conditionsAsked, rowsOf, type ConditionRow } from './ruleRows.ts';

type Texts = Readonly<Record<string, string>>;

export interface Values {
  name: Texts;
  description: Texts;
  seo_title: Texts;
  seo_description: Texts;
  own_slug: Texts;
  slug: string;
  by_rule: boolean;
  match: string;
  conditions: ConditionRow[];
  products: CollectionProduct[];
  sort: string;
  starts_at: string | null;
  ends_at: string | null;
  picture: BlockPicture | null;
}

const TEXTS = ['name', 'description', 'seo_title', 'seo_description'] as const;
export const SORTS: readonly CollectionSort[] = [
  'by_hand',
  'featured',
  'best_seller',
  'newest',
  'price',
  '-price',
  'name',
];

export const EMPTY: Values = {
  name: {},
  description: {},
  seo_title: {},
  seo_description: {},
  own_slug: {},
  slug: '',
  by_rule: false,
  match: 'all',
  conditions: [],
  products: [],
  sort: 'by_hand',
  starts_at: null,
  ends_at: null,
  picture: null,
};

export function valuesOf(found: Collection): Values {
  const each = Object.entries(found.texts);
  const texts = Object.fromEntries(
    TEXTS.map((field) => [
      field,
      Object.fromEntries(each.map(([code, text]) => [code, text[field]])),
    ]),
  ) as Pick<Values, (typeof TEXTS)[number]>;
  const { slug, by_rule, sort, starts_at, ends_at, picture } = found;
  return {
    ...texts,
    own_slug: Object.fromEntries(each.map(([code, text]) => [code, text.slug])),
    slug,
    by_rule,
    match: found.matches_any ? 'any' : 'all',
    conditions: rowsOf(found.conditions),
    products: found.chosen,
    sort,
    starts_at,
    ends_at,
    picture: pictureOf(picture),
  };
}

/** Without its address, which is not the form's. */
function pictureOf(picture: Collection['picture']): BlockPicture | null {
  if (!picture) return null;
  const { file, alt, focus_x, focus_y } = picture;
  return { file, alt, focus_x, focus_y };
}

export function asked(values: Values) {
  const named = Object.keys(values.name).filter((code) => values.name[code]?.trim());
  const first = named.map((code) => values.name[code]).find(Boolean) ?? '';
  const sort = SORTS.find((one) => one === values.sort) ?? 'featured';
  return {
    slug: values.slug.trim() || slugOf(first, 80),
    texts: Object.fromEntries(
      named.map((code) => [
        code,
        {
          name: values.name[code] ?? '',
          slug: values.own_slug[code]?.trim() ?? '',
          description: values.description[code] ?? '',
          seo_title: values.seo_title[code] ?? '',
          seo_description: values.seo_description[code] ?? '',
        },
      ]),
    ),
    by_rule: values.by_rule,
    matches_any: values.match === 'any',
    conditions: values.by_rule ? conditionsAsked(values.conditions) : [],
    products: values.by_rule ? [] : values.products.map(({ id }) => id),
    sort: values.by_rule && sort === 'by_hand' ? ('featured' as const) : sort,
    starts_at: values.starts_at,
    ends_at: values.ends_at,
    picture: values.picture,
  };
}
