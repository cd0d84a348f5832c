import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetFulfilmentPolicyQueryOptions } from '../api/fulfilment';
import { CarrierReports } from '../features/fulfilment/CarrierReports';
import { PolicyForm } from '../features/fulfilment/PolicyForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/fulfilment')({ component: Policy });

function Policy() {
  const { t } = useWords();
  const query = useQuery(getGetFulfilmentPolicyQueryOptions());
  return (
    <Page
      title={t('fulfilment.policy')}
      lead={t('fulfilment.policy_lead')}
      actions={<History subject="fulfilment:policy" />}
    >
      <Awaited query={query}>
        {(found) => (
          <>
            <PolicyForm found={found} />
            <CarrierReports carriers={found.carriers} />
          </>
        )}
      </Awaited>
    </Page>
  );
}
