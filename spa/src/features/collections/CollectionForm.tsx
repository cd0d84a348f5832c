import type { Collection, CollectionProduct, CollectionSort } from '../../api/model';
import {
  addCollection,
  changeCollection,
  getCollection,
  getGetCollectionQueryKey,
  getListCollectionsQueryKey,
} from '../../api/products';
import { useWords } from '../../i18n';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { slugOf } from '../../ui/slug.ts';
import { ChosenProducts } from '../../ui/ChosenProducts';
import { RuleFields } from './RuleFields';
import { conditionsAsked, isWhole, rowsOf, type ConditionRow } from './ruleRows.ts';

type Texts = Readonly<Record<string, string>>;

interface Values {
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
}

const TEXTS = ['name', 'description', 'seo_title', 'seo_description'] as const;
const SORTS: readonly CollectionSort[] = [
  'by_hand',
  'featured',
  'best_seller',
  'newest',
  'price',
  '-price',
  'name',
];

const EMPTY: Values = {
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
};

function valuesOf(found: Collection): Values {
  const each = Object.entries(found.texts);
  const texts = Object.fromEntries(
    TEXTS.map((field) => [
      field,
      Object.fromEntries(each.map(([code, text]) => [code, text[field]])),
    ]),
  ) as Pick<Values, (typeof TEXTS)[number]>;
  const { slug, by_rule, sort, starts_at, ends_at } = found;
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
  };
}

function asked(values: Values) {
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
  };
}

interface CollectionFormProps {
  /** Null: a new one. */
  collection: Collection | null;
  saved?: (collection: Collection) => unknown;
}

export function CollectionForm({ collection, saved }: CollectionFormProps) {
  const { t, n, word } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, Collection>({
    fields: [
      { kind: 'texts', name: 'name', path: 'texts', label: t('staff.name'), required: true },
      {
        kind: 'text',
        name: 'slug',
        label: t('categories.slug'),
        hint: t('categories.slug_hint'),
        most: 80,
        isCode: true,
        required: collection !== null,
      },
      {
        kind: 'texts',
        name: 'description',
        label: t('products.description'),
        lines: 3,
        most: 20_000,
      },
      { kind: 'switch', name: 'by_rule', label: t('collections.by_rule') },
      {
        kind: 'choice',
        name: 'match',
        label: t('collections.match'),
        when: ({ by_rule }) => by_rule,
        options: [
          ['all', t('collections.match_all')],
          ['any', t('collections.match_any')],
        ],
      },
      {
        kind: 'own',
        name: 'conditions',
        label: t('collections.conditions'),
        when: ({ by_rule }) => by_rule,
        draw: (drawn, error) => (
          <RuleFields
            rows={drawn.values.conditions}
            change={(conditions) => drawn.set({ conditions })}
            fail={drawn.fail}
            error={error}
          />
        ),
        inWords: ({ conditions }) => n('collections.conditions_count', conditions.length),
      },
      {
        kind: 'own',
        name: 'products',
        label: t('nav.products'),
        when: ({ by_rule }) => !by_rule,
        draw: (drawn, error) => (
          <ChosenProducts
            chosen={drawn.values.products}
            change={(products) => drawn.set({ products })}
            error={error}
          />
        ),
        inWords: ({ products }) => products.map(({ name }) => name).join(', '),
      },
      {
        kind: 'choice',
        name: 'sort',
        label: t('collections.sort'),
        options: SORTS.map((one) => [one, word('collection_sort', one)] as const),
      },
      { kind: 'moment', name: 'starts_at', label: t('collections.starts'), isHalf: true },
      { kind: 'moment', name: 'ends_at', label: t('collections.ends'), isHalf: true },
      {
        kind: 'texts',
        name: 'own_slug',
        path: 'texts.*.slug',
        label: t('products.address'),
        hint: t('products.own_address_hint'),
        most: 80,
      },
      { kind: 'texts', name: 'seo_title', label: t('products.seo_title'), most: 200 },
      {
        kind: 'texts',
        name: 'seo_description',
        label: t('products.seo_description'),
        lines: 2,
        most: 500,
      },
    ],
    read: collection ? valuesOf(collection) : EMPTY,
    version: collection?.version ?? 0,
    check: ({ by_rule, conditions }) =>
      by_rule && (conditions.length === 0 || !conditions.every(isWhole))
        ? { conditions: t('collections.empty_condition') }
        : {},
    save: (values, { version }) =>
      collection
        ? changeCollection(collection.id, asked(values), ifMatch(version))
        : addCollection(asked(values)),
    ...(collection
      ? {
          reload: async () => {
            const now = await getCollection(collection.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListCollectionsQueryKey(), getGetCollectionQueryKey(now.id));
      await saved?.(now);
    },
  });
  return <Form form={form} needs="products.write" isNew={collection === null} />;
}
