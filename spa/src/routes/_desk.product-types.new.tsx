import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { TypeForm } from '../features/productTypes/TypeForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/product-types/new')({ component: NewType });

function NewType() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('types.new')} back={{ to: '/product-types', label: t('nav.product_types') }}>
      <TypeForm type={null} saved={() => navigate({ to: '/product-types' })} />
    </Page>
  );
}
