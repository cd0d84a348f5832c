import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetPromotionQueryOptions } from '../api/marketing';
import { Codes } from '../features/promotions/Codes';
import { Figures } from '../features/promotions/Figures';
import { PromotionActions } from '../features/promotions/PromotionActions';
import { PromotionForm } from '../features/promotions/PromotionForm';
import { PromotionState } from '../features/promotions/PromotionState';
import { useWords } from '../i18n';
import { RecordPage } from '../ui/RecordPage';

export const Route = createFileRoute('/_desk/promotions/$promotionId')({
  component: PromotionPage,
});

function PromotionPage() {
  const { promotionId } = Route.useParams();
  const { t, locale } = useWords();
  const promotion = useQuery(getGetPromotionQueryOptions(promotionId));
  return (
    <RecordPage
      query={promotion}
      back={{ to: '/promotions', label: t('nav.promotions') }}
      title={({ names }) => names[locale] ?? Object.values(names)[0] ?? ''}
      status={(found) => <PromotionState promotion={found} />}
      history={({ id }) => `promotion:${id}`}
      actions={(found) => <PromotionActions promotion={found} />}
      side={(found) => (
        <>
          <Figures promotion={found} />
          {found.needs_code ? <Codes promotion={found} /> : null}
        </>
      )}
    >
      {(found) => <PromotionForm key={promotionId} promotion={found} />}
    </RecordPage>
  );
}
