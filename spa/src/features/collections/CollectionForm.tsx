import type { Collection } from '../../api/model';
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
import { ChosenProducts } from '../../ui/ChosenProducts';
import { PictureFields } from '../../ui/PictureFields';
import { RuleFields } from './RuleFields';
import { asked, EMPTY, SORTS, valuesOf, type Values } from './collectionValues.ts';
import { isWhole } from './ruleRows.ts';

interface CollectionFormProps {
  /** Null: a new one. */
  collection: Collection | null;
  saved?: (collection: Collection) => unknown;
}

export function CollectionForm({ collection, saved }: CollectionFormProps) {
  const { t, n, word } = useWords();
  const refresh = useRefresh();
  const shown = collection?.picture;
  const urls = shown ? { [shown.file]: shown.url } : {};
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
      {
        kind: 'own',
        name: 'picture',
        label: t('content.own_picture'),
        draw: (drawn) => (
          <PictureFields
            needs="products.write"
            picture={drawn.values.picture}
            urls={urls}
            change={(picture) => drawn.set({ picture })}
          />
        ),
        inWords: ({ picture }) => picture?.file ?? '—',
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
