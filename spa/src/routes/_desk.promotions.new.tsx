import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { PromotionForm } from '../features/promotions/PromotionForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/promotions/new')({ component: NewPromotion });

function NewPromotion() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('promotions.new')} back={{ to: '/promotions', label: t('nav.promotions') }}>
      <PromotionForm
        promotion={null}
        saved={({ id }) =>
          navigate({ to: '/promotions/$promotionId', params: { promotionId: id } })
        }
      />
    </Page>
  );
}
