import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { PaymentSetting } from '../api/model';
import {
  getGetPaymentMethodQueryKey,
  getGetPaymentMethodQueryOptions,
  getListPaymentMethodsQueryKey,
  undoPaymentMethod,
} from '../api/settings';
import { PaymentForm } from '../features/settings/PaymentForm';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Badge } from '../ui/Status';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/settings/payments/$code')({ component: Method });

function Method() {
  const { code } = Route.useParams();
  const { t, locale } = useWords();
  const setting = useQuery(getGetPaymentMethodQueryOptions(code));
  return (
    <RecordPage
      query={setting}
      back={{ to: '/settings/payments', label: t('payments.title') }}
      title={({ titles, own_titles }) => titles[locale] || own_titles[locale] || code}
      status={({ is_on }) =>
        is_on ? (
          <Badge tone="good">{t('payments.on')}</Badge>
        ) : (
          <Badge tone="calm">{t('payments.off')}</Badge>
        )
      }
      history={() => `payment_method:${code}`}
      actions={(found) => <Undo setting={found} />}
    >
      {(found) => <PaymentForm key={code} setting={found} />}
    </RecordPage>
  );
}

/** Brings back what the last change replaced. */
function Undo({ setting: { code, version, can_undo } }: { setting: PaymentSetting }) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const undo = useMutation({
    mutationFn: () => undoPaymentMethod(code, ifMatch(version)),
    onSuccess: () => toast.done('payments.undone'),
    onError: toast.failed,
    onSettled: () => refresh(getListPaymentMethodsQueryKey(), getGetPaymentMethodQueryKey(code)),
  });
  return (
    <Action
      needs="settings.write"
      variant="default"
      loading={undo.isPending}
      because={can_undo ? undefined : t('settings.nothing_to_undo')}
      onClick={() => undo.mutate()}
    >
      {t('settings.undo')}
    </Action>
  );
}
