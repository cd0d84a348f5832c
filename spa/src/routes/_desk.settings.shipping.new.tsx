import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { MethodForm } from '../features/settings/MethodForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/settings/shipping/new')({ component: NewMethod });

function NewMethod() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page
      title={t('settings.new_method')}
      back={{ to: '/settings/shipping', label: t('settings.shipping') }}
    >
      <MethodForm method={null} saved={() => navigate({ to: '/settings/shipping' })} />
    </Page>
  );
}
