import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetShippingMethodQueryOptions,
  getListShippingMethodsQueryKey,
  removeShippingMethod,
} from '../api/settings';
import { MethodForm } from '../features/settings/MethodForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/settings/shipping/$code')({ component: Method });

function Method() {
  const { code } = Route.useParams();
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const method = useQuery(getGetShippingMethodQueryOptions(code));
  return (
    <RecordPage
      query={method}
      back={{ to: '/settings/shipping', label: t('settings.shipping') }}
      title={({ names }) => names[locale] ?? code}
      history={() => `shipping_method:${code}`}
      actions={({ names, version }) => (
        <Remove
          needs="settings.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name: names[locale] ?? code })}
          explained={t('settings.remove_method')}
          remove={() => removeShippingMethod(code, ifMatch(version))}
          removed={async () => {
            await navigate({ to: '/settings/shipping' });
            await refresh(getListShippingMethodsQueryKey());
          }}
        />
      )}
    >
      {(found) => <MethodForm key={code} method={found} />}
    </RecordPage>
  );
}
