import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetOrderTrailQueryOptions } from '../api/orders';
import { Steps } from '../features/orders/Steps';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/orders/$number_/trail')({ component: Trail });

function Trail() {
  const { number } = Route.useParams();
  const { t } = useWords();
  const trail = useQuery(getGetOrderTrailQueryOptions(number));
  return (
    <Page
      name={t('trail.title', { number })}
      title={t('trail.title', { number })}
      back={{ to: `/orders/${encodeURIComponent(number)}`, label: number }}
      lead={t('trail.lead')}
    >
      <Awaited query={trail}>{(found) => <Steps trail={found} />}</Awaited>
    </Page>
  );
}
