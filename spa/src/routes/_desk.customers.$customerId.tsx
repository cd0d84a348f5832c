import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetCustomerQueryOptions } from '../api/customers';
import { Erase } from '../features/customers/Erase';
import { Export } from '../features/customers/Export';
import { History } from '../features/customers/History';
import { Notes } from '../features/customers/Notes';
import { Side } from '../features/customers/Side';
import { useWords } from '../i18n';
import { RecordPage } from '../ui/RecordPage';

export const Route = createFileRoute('/_desk/customers/$customerId')({ component: CustomerPage });

function CustomerPage() {
  const { customerId } = Route.useParams();
  const { t } = useWords();
  const customer = useQuery(getGetCustomerQueryOptions(customerId));
  return (
    <RecordPage
      query={customer}
      back={{ to: '/customers', label: t('nav.customers') }}
      title={(found) =>
        found.erased_at ? t('customers.erased') : found.name || found.email || t('orders.nameless')
      }
      history={() => `customer:${customerId}`}
      actions={(found) =>
        found.erased_at ? null : (
          <>
            <Export customer={found} />
            <Erase customer={found} />
          </>
        )
      }
      side={(found) => <Side customer={found} />}
    >
      {(found) => (
        <>
          <History customer={found} />
          {found.erased_at ? null : <Notes customer={found} />}
        </>
      )}
    </RecordPage>
  );
}
