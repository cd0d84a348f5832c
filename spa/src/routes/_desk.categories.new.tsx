import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { allCategories } from '../ui/categories.ts';
import { CategoryForm } from '../features/categories/CategoryForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/categories/new')({ component: NewCategory });

function NewCategory() {
  const { t } = useWords();
  const navigate = useNavigate();
  const all = useQuery(allCategories());
  return (
    <Page title={t('categories.new')} back={{ to: '/categories', label: t('nav.categories') }}>
      <Awaited query={all}>
        {(found) => (
          <CategoryForm
            category={null}
            position={Math.min(Math.max(-1, ...found.map(({ position }) => position)) + 1, 10_000)}
            saved={() => navigate({ to: '/categories' })}
          />
        )}
      </Awaited>
    </Page>
  );
}
