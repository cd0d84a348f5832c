import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetLookQueryOptions } from '../api/content';
import { LookForm } from '../features/content/LookForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/look')({ component: LookSettings });

function LookSettings() {
  const { t } = useWords();
  const query = useQuery(getGetLookQueryOptions());
  return (
    <Page
      title={t('look.title')}
      lead={t('look.lead')}
      actions={<History subject="content:look" />}
    >
      <Awaited query={query}>{(found) => <LookForm found={found} />}</Awaited>
    </Page>
  );
}
