import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { CouponForm } from '../features/coupons/CouponForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/coupons/new')({ component: NewCoupon });

function NewCoupon() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('coupons.new')} back={{ to: '/coupons', label: t('nav.coupons') }}>
      <CouponForm coupon={null} saved={() => navigate({ to: '/coupons' })} />
    </Page>
  );
}
