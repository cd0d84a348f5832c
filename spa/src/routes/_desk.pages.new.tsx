import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { PageForm } from '../features/content/PageForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/pages/new')({ component: NewPage });

function NewPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('pages.new')} back={{ to: '/pages', label: t('nav.pages') }}>
      <PageForm
        page={null}
        saved={({ id }) => navigate({ to: '/pages/$pageId', params: { pageId: id } })}
      />
    </Page>
  );
}
