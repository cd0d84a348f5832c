import { createFileRoute } from '@tanstack/react-router';
import { Access } from '../features/setup/Access';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/settings/opening')({ component: OpeningPage });

function OpeningPage() {
  const { t } = useWords();
  return (
    <Page title={t('opening.title')} lead={t('opening.lead')}>
      <Access />
    </Page>
  );
}
