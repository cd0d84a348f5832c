import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { Settings } from '../api/model';
import { getGetChoicesQueryKey } from '../api/choices';
import {
  changeSettings,
  getGetSettingsQueryKey,
  getGetSettingsQueryOptions,
  getListSettingsVersionsQueryKey,
  getSettings,
} from '../api/settings';
import {
  editOf,
  PANELS,
  shopFields,
  valuesOf,
  type ShopValues,
} from '../features/settings/shop.ts';
import { Undo } from '../features/settings/Undo';
import { useWords } from '../i18n';
import { Fields } from '../ui/form/Fields';
import { Form } from '../ui/form/Form';
import { useForm } from '../ui/form/useForm.ts';
import { ifMatch } from '../ui/ifMatch.ts';
import { Page, Panel } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
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
        {(found) => <ShopForm settings={found} />}
      </Awaited>
    </Page>
  );
}

function ShopForm({ settings }: { settings: Settings }) {
  const words = useWords();
  const refresh = useRefresh();
  const form = useForm<ShopValues, Settings>({
    fields: shopFields(words),
    read: valuesOf(settings),
    version: settings.version,
    save: (values, { version, changes }) =>
      changeSettings(editOf(values, changes), ifMatch(version)),
    reload: async () => {
      const now = await getSettings();
      return { values: valuesOf(now), version: now.version };
    },
    saved: () =>
      refresh(getGetSettingsQueryKey(), getListSettingsVersionsQueryKey(), getGetChoicesQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      {PANELS.map(([title, names]) => (
        <Panel key={title} title={words.t(title)}>
          <Fields form={form} only={names} />
        </Panel>
      ))}
    </Form>
  );
}
