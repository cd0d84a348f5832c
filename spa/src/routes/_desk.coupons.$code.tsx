import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { getGetCouponQueryOptions, getListCouponsQueryKey, removeCoupon } from '../api/marketing';
import { CouponForm } from '../features/coupons/CouponForm';
import { CouponState } from '../features/coupons/CouponState';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/coupons/$code')({ component: CouponPage });

function CouponPage() {
  const { code } = Route.useParams();
  const { t } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const coupon = useQuery(getGetCouponQueryOptions(code));
  return (
    <RecordPage
      query={coupon}
      back={{ to: '/coupons', label: t('nav.coupons') }}
      title={() => code}
      status={(found) => <CouponState coupon={found} />}
      history={() => `coupon:${code}`}
      actions={({ used, version }) => (
        <Remove
          needs="coupons.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name: code })}
          explained={t('coupons.remove')}
          because={used > 0 ? t('coupons.used_stays') : undefined}
          remove={() => removeCoupon(code, ifMatch(version))}
          removed={async () => {
            await navigate({ to: '/coupons' });
            await refresh(getListCouponsQueryKey());
          }}
        />
      )}
    >
      {(found) => <CouponForm key={code} coupon={found} />}
    </RecordPage>
  );
}
