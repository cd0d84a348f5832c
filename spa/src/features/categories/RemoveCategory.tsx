import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Category } from '../../api/model';
import { getListCategoriesQueryKey, removeCategory } from '../../api/products';
import { useWords } from '../../i18n';
import { allCategories, categoryName, categoryOptions } from '../../ui/categories.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';

/** Deletes it; where something stands in it, one chooses where that goes. */
export function RemoveCategory({ category }: { category: Category }) {
  const { t, n, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { id, products, children, version, parent_id } = category;
  const [into, setInto] = useState(parent_id ?? 'top');
  const { data: all = [] } = useQuery(allCategories());
  const isEmpty = products === 0 && children === 0;
  const places = all.filter((one) => one.id !== id && !one.path.includes(id));
  return (
    <Remove
      needs="products.write"
      label={t('action.delete')}
      title={t('settings.remove_title', { name: categoryName(category, locale) })}
      explained={t('categories.remove')}
      remove={() => removeCategory(id, isEmpty ? {} : { into }, ifMatch(version))}
      removed={async () => {
        await navigate({ to: '/categories' });
        await refresh(getListCategoriesQueryKey());
      }}
    >
      {isEmpty ? null : (
        <Select
          label={t('categories.into')}
          description={[
            n('categories.has_products', products),
            n('categories.has_children', children),
          ].join(' · ')}
          data={[
            { value: 'top', label: t('categories.into_top') },
            ...categoryOptions(places, locale).map(([value, label]) => ({ value, label })),
          ]}
          allowDeselect={false}
          searchable
          value={into}
          onChange={(value) => setInto(value ?? 'top')}
        />
      )}
    </Remove>
  );
}
