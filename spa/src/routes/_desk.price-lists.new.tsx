import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { PriceListForm } from '../features/priceLists/PriceListForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/price-lists/new')({ component: NewPriceList });

function NewPriceList() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('price_lists.new')} back={{ to: '/price-lists', label: t('nav.price_lists') }}>
      <PriceListForm
        list={null}
        saved={({ id }) =>
          navigate({ to: '/price-lists/$listId', params: { listId: id }, replace: true })
        }
      />
    </Page>
  );
}
