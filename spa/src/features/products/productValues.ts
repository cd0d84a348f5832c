/** What the form of a product holds, and what of it the API is sent. */

import type { Product, ProductAsked, ProductEdit, ProductStatus } from '../../api/model';

type Texts = Readonly<Record<string, string>>;

const TEXTS = ['name', 'description', 'slug', 'seo_title', 'seo_description'] as const;

export interface ProductValues {
  name: Texts;
  description: Texts;
  /** Its address in a language, where that is not `handle`. */
  slug: Texts;
  seo_title: Texts;
  seo_description: Texts;
  handle: string;
  status: ProductStatus;
  /** When one that is scheduled is published. */
  publish_at: string | null;
  category_id: string | null;
  tax_class: string;
  type_id: string | null;
  /** Of its type's attributes: key and value, as a file writes it. */
  typed: Readonly<Record<string, string>>;
  tags: readonly string[];
  /** Without a type. `material: wool`, one a line. */
  attributes: readonly string[];
}

export const NEW_PRODUCT: ProductValues = {
  name: {},
  description: {},
  slug: {},
  seo_title: {},
  seo_description: {},
  handle: '',
  status: 'active',
  publish_at: null,
  category_id: null,
  tax_class: 'standard',
  type_id: null,
  typed: {},
  tags: [],
  attributes: [],
};

export function valuesOf(product: Product): ProductValues {
  const each = Object.entries(product.texts);
  const [name, description, slug, seo_title, seo_description] = TEXTS.map((field) =>
    Object.fromEntries(each.map(([language, text]) => [language, text[field]])),
  ) as [Texts, Texts, Texts, Texts, Texts];
  return {
    name,
    description,
    slug,
    seo_title,
    seo_description,
    handle: product.slug,
    status: product.status,
    publish_at: product.publish_at,
    category_id: product.category_id,
    tax_class: product.tax_class,
    type_id: product.type_id,
    typed: product.attributes,
    tags: product.tags,
    attributes: Object.entries(product.attributes).map(([key, value]) => `${key}: ${value}`),
  };
}

/** Each line is a name and a value; null where one is not. */
export function attributesOf(lines: readonly string[]): Record<string, string> | null {
  const pairs = lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()] as const;
    });
  return pairs.every(([key, value]) => key !== '' && value !== '')
    ? Object.fromEntries(pairs)
    : null;
}

function attributesAsked(values: ProductValues): Record<string, string> {
  if (values.type_id === null) return attributesOf(values.attributes) ?? {};
  const filled = Object.entries(values.typed).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(filled);
}

function textsOf(values: ProductValues): ProductAsked['texts'] {
  const languages = new Set(TEXTS.flatMap((field) => Object.keys(values[field])));
  return Object.fromEntries(
    [...languages]
      .filter((language) => TEXTS.some((field) => values[field][language]?.trim()))
      .map((language) => [
        language,
        Object.fromEntries(TEXTS.map((field) => [field, values[field][language]?.trim() ?? ''])),
      ]),
  );
}

export function askedOf(values: ProductValues): ProductAsked {
  return {
    slug: values.handle.trim(),
    status: values.status,
    publish_at: values.status === 'scheduled' ? values.publish_at : null,
    texts: textsOf(values),
    category_id: values.category_id,
    tax_class: values.tax_class,
    type_id: values.type_id,
    attributes: attributesAsked(values),
    tags: [...values.tags],
  };
}

/** What differs, as the API takes it; an emptied language is sent with empty texts. */
export function editOf(values: ProductValues, changes: Partial<ProductValues>): ProductEdit {
  const languages = new Set(TEXTS.flatMap((field) => Object.keys(changes[field] ?? {})));
  const texts = Object.fromEntries(
    [...languages].map((language) => [
      language,
      Object.fromEntries(TEXTS.map((field) => [field, values[field][language]?.trim() ?? ''])),
    ]),
  );
  return {
    ...(languages.size > 0 ? { texts } : {}),
    ...(changes.handle === undefined ? {} : { slug: values.handle.trim() }),
    ...(changes.status === undefined && changes.publish_at === undefined
      ? {}
      : {
          status: values.status,
          ...(values.status === 'scheduled' ? { publish_at: values.publish_at } : {}),
        }),
    ...(changes.category_id === undefined ? {} : { category_id: values.category_id }),
    ...(changes.tax_class === undefined ? {} : { tax_class: values.tax_class }),
    ...(changes.tags === undefined ? {} : { tags: [...values.tags] }),
    ...(changes.type_id === undefined ? {} : { type_id: values.type_id }),
    ...([changes.attributes, changes.typed, changes.type_id].every((one) => one === undefined)
      ? {}
      : { attributes: attributesAsked(values) }),
  };
}
