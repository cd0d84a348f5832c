import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { getGetCustomerQueryOptions } from '../api/customers';
import { StoreCredit } from '../features/credit/StoreCredit';
import { Erase } from '../features/customers/Erase';
import { Export } from '../features/customers/Export';
import { History } from '../features/customers/History';
import { Merge } from '../features/customers/Merge';
import { Notes } from '../features/customers/Notes';
import { Side } from '../features/customers/Side';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
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
        found.merged_into
          ? t('customers.merged')
          : found.erased_at
            ? t('customers.erased')
            : found.name || found.email || t('orders.nameless')
      }
      history={() => `customer:${customerId}`}
      actions={(found) =>
        found.erased_at || found.merged_into ? null : (
          <>
            <Merge customer={found} />
            <Export customer={found} />
            <Erase customer={found} />
          </>
        )
      }
      side={(found) => <Side customer={found} />}
    >
      {(found) => (
        <>
          {found.merged_into ? (
            <p>
              {t('customers.merged_into')}{' '}
              <Link
                className={ui.link}
                to="/customers/$customerId"
                params={{ customerId: found.merged_into }}
              >
                {t('customers.merged_open')}
              </Link>
            </p>
          ) : null}
          <History customer={found} />
          <StoreCredit customer={found} />
          {found.erased_at || found.merged_into ? null : <Notes customer={found} />}
        </>
      )}
    </RecordPage>
  );
}
