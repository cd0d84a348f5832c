import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetAutomaticQueryOptions } from '../api/insights';
import { AutomaticForm } from '../features/insights/AutomaticForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/automatic')({ component: Automatic });

function Automatic() {
  const { t } = useWords();
  const query = useQuery(getGetAutomaticQueryOptions());
  return (
    <Page title={t('automatic.title')} lead={t('automatic.lead')}>
      <Awaited query={query}>{(found) => <AutomaticForm found={found} />}</Awaited>
    </Page>
  );
}
