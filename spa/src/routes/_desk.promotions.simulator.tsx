import { createFileRoute } from '@tanstack/react-router';
import { Simulator } from '../features/promotions/Simulator';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/promotions/simulator')({ component: SimulatorPage });

function SimulatorPage() {
  const { t } = useWords();
  return (
    <Page
      title={t('simulator.title')}
      lead={t('simulator.lead')}
      back={{ to: '/promotions', label: t('nav.promotions') }}
    >
      <Simulator />
    </Page>
  );
}
