import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetSettingsQueryOptions } from '../api/settings';
import { ShopForm } from '../features/settings/ShopForm';
import { PANELS } from '../features/settings/shop.ts';
import { Undo } from '../features/settings/Undo';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/')({ component: ShopSettings });

function ShopSettings() {
  const { t } = useWords();
  const settings = useQuery(getGetSettingsQueryOptions());
  const actions = (
    <>
      <History subject="shop" />
      {settings.data ? <Undo settings={settings.data} /> : null}
    </>
  );
  return (
    <Page title={t('settings.shop')} lead={t('settings.shop_lead')} actions={actions}>
      <Awaited query={settings} rows={14}>
        {(found) => <ShopForm settings={found} panels={PANELS} />}
      </Awaited>
    </Page>
  );
}
