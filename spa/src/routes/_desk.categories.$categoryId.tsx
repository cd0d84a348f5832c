import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetCategoryQueryOptions,
  getListCategoriesQueryKey,
  removeCategory,
} from '../api/products';
import { CategoryForm } from '../features/categories/CategoryForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/categories/$categoryId')({ component: CategoryPage });

function CategoryPage() {
  const { categoryId } = Route.useParams();
  const { t, n, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const category = useQuery(getGetCategoryQueryOptions(categoryId));
  return (
    <RecordPage
      query={category}
      back={{ to: '/categories', label: t('nav.categories') }}
      title={({ texts, slug }) => texts[locale]?.name ?? slug}
      history={() => `category:${categoryId}`}
      actions={({ texts, slug, products, version }) => (
        <Remove
          needs="products.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name: texts[locale]?.name ?? slug })}
          explained={t('categories.remove')}
          because={products > 0 ? n('categories.not_empty', products) : undefined}
          remove={() => removeCategory(categoryId, ifMatch(version))}
          removed={async () => {
            await navigate({ to: '/categories' });
            await refresh(getListCategoriesQueryKey());
          }}
        />
      )}
    >
      {(found) => <CategoryForm key={categoryId} category={found} />}
    </RecordPage>
  );
}
