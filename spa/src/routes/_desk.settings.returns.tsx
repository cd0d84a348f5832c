import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetReturnPolicyQueryOptions } from '../api/returns';
import { ReturnPolicyForm } from '../features/settings/ReturnPolicyForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/returns')({ component: ReturnSettings });

function ReturnSettings() {
  const { t } = useWords();
  const policy = useQuery(getGetReturnPolicyQueryOptions());
  return (
    <Page title={t('nav.returns')} lead={t('returns.settings_lead')}>
      <Awaited query={policy} rows={10}>
        {(found) => <ReturnPolicyForm policy={found} />}
      </Awaited>
    </Page>
  );
}
