import type { Collection } from '../../api/model';

export function aCollection(part: Partial<Collection> = {}): Collection {
  return {
    id: 'collection-1',
    slug: 'gifts',
    texts: {
      en: { name: 'Gifts', slug: '', description: '', seo_title: '', seo_description: '' },
    },
    by_rule: true,
    products: 4,
    starts_at: null,
    ends_at: null,
    is_filling: false,
    picture: null,
    version: 1,
    matches_any: false,
    conditions: [{ kind: 'tag', key: '', values: ['gift'], low: null, high: null, days: 0 }],
    sort: 'featured',
    chosen: [],
    ...part,
  };
}
