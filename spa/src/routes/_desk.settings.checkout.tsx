import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetCheckoutSettingsQueryOptions } from '../api/content';
import { CheckoutForm } from '../features/content/CheckoutForm';
import { useWords } from '../i18n';
import { useChoices } from '../ui/choices.ts';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/checkout')({ component: Checkout });

function Checkout() {
  const { t } = useWords();
  const query = useQuery(getGetCheckoutSettingsQueryOptions());
  const { currencies } = useChoices();
  return (
    <Page
      title={t('checkout.title')}
      lead={t('checkout.lead')}
      actions={<History subject="content:checkout" />}
    >
      <Awaited query={query}>
        {(found) =>
          currencies.length ? <CheckoutForm found={found} currencies={currencies} /> : null
        }
      </Awaited>
    </Page>
  );
}
