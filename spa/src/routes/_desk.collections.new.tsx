import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { CollectionForm } from '../features/collections/CollectionForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/collections/new')({ component: NewCollection });

function NewCollection() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('collections.new')} back={{ to: '/collections', label: t('nav.collections') }}>
      <CollectionForm collection={null} saved={() => navigate({ to: '/collections' })} />
    </Page>
  );
}
