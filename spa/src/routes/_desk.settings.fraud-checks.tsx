import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetFraudChecksQueryOptions } from '../api/content';
import { FraudChecksForm } from '../features/content/FraudChecksForm';
import { useWords } from '../i18n';
import { useChoices } from '../ui/choices.ts';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/fraud-checks')({ component: FraudChecks });

function FraudChecks() {
  const { t } = useWords();
  const query = useQuery(getGetFraudChecksQueryOptions());
  const { currencies } = useChoices();
  return (
    <Page
      title={t('fraud_checks.title')}
      lead={t('fraud_checks.lead')}
      actions={<History subject="content:fraud_checks" />}
    >
      <Awaited query={query}>
        {(found) =>
          currencies.length ? <FraudChecksForm found={found} currencies={currencies} /> : null
        }
      </Awaited>
    </Page>
  );
}
