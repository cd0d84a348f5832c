import { useQuery } from '@tanstack/react-query';
import type { Category } from '../../api/model';
import {
  addCategory,
  changeCategory,
  getCategory,
  getGetCategoryQueryKey,
  getListCategoriesQueryKey,
} from '../../api/products';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { slugOf } from '../../ui/slug.ts';

interface Values {
  name: Readonly<Record<string, string>>;
  description: Readonly<Record<string, string>>;
  slug: string;
  parent_id: string | null;
}

function valuesOf({ slug, texts, parent_id }: Category): Values {
  const each = Object.entries(texts);
  return {
    slug,
    parent_id,
    name: Object.fromEntries(each.map(([language, text]) => [language, text.name])),
    description: Object.fromEntries(each.map(([language, text]) => [language, text.description])),
  };
}

/** The languages that have a name. */
function textsOf({ name, description }: Values) {
  const named = Object.entries(name).filter(([, text]) => text.trim());
  return Object.fromEntries(
    named.map(([language, text]) => [
      language,
      { name: text, description: description[language] ?? '' },
    ]),
  );
}

interface CategoryFormProps {
  /** Null: a new one, after all that there are. */
  category: Category | null;
  position?: number;
  saved?: (category: Category) => unknown;
}

export function CategoryForm({ category, position = 0, saved }: CategoryFormProps) {
  const { t, locale } = useWords();
  const { data: all = [] } = useQuery(allCategories());
  const places = category
    ? all.filter(({ id, path }) => id !== category.id && !path.includes(category.id))
    : all;
  const refresh = useRefresh();
  const form = useForm<Values, Category>({
    fields: [
      { kind: 'texts', name: 'name', path: 'texts', label: t('staff.name'), required: true },
      {
        kind: 'choice',
        name: 'parent_id',
        label: t('categories.parent'),
        none: t('categories.no_parent'),
        options: categoryOptions(places, locale),
      },
      {
        kind: 'text',
        name: 'slug',
        label: t('categories.slug'),
        hint: t('categories.slug_hint'),
        most: 80,
        isCode: true,
        required: category !== null,
      },
      {
        kind: 'texts',
        name: 'description',
        label: t('products.description'),
        lines: 3,
        most: 20_000,
      },
    ],
    read: category ? valuesOf(category) : { name: {}, description: {}, slug: '', parent_id: null },
    version: category?.version ?? 0,
    save: (values, { version }) => {
      const first = Object.values(values.name).find((text) => text.trim()) ?? '';
      const asked = {
        slug: values.slug.trim() || slugOf(first, 80),
        texts: textsOf(values),
        parent_id: values.parent_id,
      };
      return category
        ? changeCategory(category.id, asked, ifMatch(version))
        : addCategory({ ...asked, position });
    },
    ...(category
      ? {
          reload: async () => {
            const now = await getCategory(category.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListCategoriesQueryKey(), getGetCategoryQueryKey(now.id));
      await saved?.(now);
    },
  });
  return <Form form={form} needs="products.write" isNew={category === null} />;
}
