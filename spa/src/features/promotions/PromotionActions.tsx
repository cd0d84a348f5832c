import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  changePromotion,
  getGetPromotionQueryKey,
  getListPromotionsQueryKey,
  removePromotion,
} from '../../api/marketing';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { useToast } from '../../ui/toast.ts';
import type { PromotionRecord } from './types.ts';

/** Started and paused at once for all buyers; deleted only while no order used it. */
export function PromotionActions({ promotion }: { promotion: PromotionRecord }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { id, version, status, uses, names } = promotion;
  const isRunning = status === 'active';
  const turn = useMutation({
    mutationFn: () =>
      changePromotion(id, { status: isRunning ? 'paused' : 'active' }, ifMatch(version)),
    onSuccess: async () => {
      toast.done(isRunning ? 'promotions.paused' : 'promotions.started');
      await refresh(getListPromotionsQueryKey(), getGetPromotionQueryKey(id));
    },
    onError: toast.failed,
  });
  return (
    <>
      <Action
        needs="promotions.write"
        variant={isRunning ? 'default' : 'filled'}
        loading={turn.isPending}
        onClick={() => turn.mutate()}
      >
        {t(isRunning ? 'promotions.pause' : 'promotions.start')}
      </Action>
      <Remove
        needs="promotions.write"
        label={t('action.delete')}
        title={t('settings.remove_title', {
          name: names[locale] ?? Object.values(names)[0] ?? '',
        })}
        explained={t('promotions.remove')}
        because={uses > 0 ? t('promotions.used_stays') : undefined}
        remove={() => removePromotion(id, ifMatch(version))}
        removed={async () => {
          await navigate({ to: '/promotions' });
          await refresh(getListPromotionsQueryKey());
        }}
      />
    </>
  );
}
