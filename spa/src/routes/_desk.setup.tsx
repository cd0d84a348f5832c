import { createFileRoute } from '@tanstack/react-router';
import { SetupForm } from '../features/setup/SetupForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/setup')({ component: Setup });

function Setup() {
  const { t } = useWords();
  return (
    <Page title={t('setup.title')} lead={t('setup.lead')} back={{ to: '/', label: t('nav.home') }}>
      <SetupForm />
    </Page>
  );
}
