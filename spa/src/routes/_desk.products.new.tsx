import { createFileRoute } from '@tanstack/react-router';
import { NewProduct } from '../features/products/NewProduct';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/products/new')({ component: NewProductPage });

function NewProductPage() {
  const { t } = useWords();
  return (
    <Page title={t('products.new')} back={{ to: '/products', label: t('nav.products') }}>
      <NewProduct />
    </Page>
  );
}
