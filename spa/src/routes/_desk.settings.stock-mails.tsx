import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetStockMailsQueryOptions } from '../api/stock';
import { StockMailsForm } from '../features/stock/StockMailsForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/stock-mails')({ component: StockMails });

function StockMails() {
  const { t } = useWords();
  const query = useQuery(getGetStockMailsQueryOptions());
  return (
    <Page
      title={t('stock_mails.title')}
      lead={t('stock_mails.lead')}
      actions={<History subject="content:stock_mails" />}
    >
      <Awaited query={query}>{(found) => <StockMailsForm found={found} />}</Awaited>
    </Page>
  );
}
