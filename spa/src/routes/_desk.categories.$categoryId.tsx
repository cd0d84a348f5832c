import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetCategoryQueryOptions } from '../api/products';
import { CategoryForm } from '../features/categories/CategoryForm';
import { RemoveCategory } from '../features/categories/RemoveCategory';
import { useWords } from '../i18n';
import { categoryName } from '../ui/categories.ts';
import { RecordPage } from '../ui/RecordPage';

export const Route = createFileRoute('/_desk/categories/$categoryId')({ component: CategoryPage });

function CategoryPage() {
  const { categoryId } = Route.useParams();
  const { t, locale } = useWords();
  const category = useQuery(getGetCategoryQueryOptions(categoryId));
  return (
    <RecordPage
      query={category}
      back={{ to: '/categories', label: t('nav.categories') }}
      title={(found) => categoryName(found, locale)}
      history={() => `category:${categoryId}`}
      actions={(found) => <RemoveCategory category={found} />}
    >
      {(found) => <CategoryForm key={categoryId} category={found} />}
    </RecordPage>
  );
}
