import { getGetChoicesQueryKey } from '../../api/choices';
import type { Settings } from '../../api/model';
import {
  changeSettings,
  getGetSettingsQueryKey,
  getListSettingsVersionsQueryKey,
  getSettings,
} from '../../api/settings';
import { useWords, type Key } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { editOf, shopFields, valuesOf, type ShopValues } from './shop.ts';

interface ShopFormProps {
  settings: Settings;
  panels: readonly (readonly [Key, readonly (keyof ShopValues & string)[]])[];
}

/** Facts of the shop, those of some panels; each screen saves what it shows. */
export function ShopForm({ settings, panels }: ShopFormProps) {
  const words = useWords();
  const refresh = useRefresh();
  const form = useForm<ShopValues, Settings>({
    fields: shopFields(words, useChoices()),
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
      {panels.map(([title, names]) => (
        <Panel key={title} title={words.t(title)}>
          <Fields form={form} only={names} />
        </Panel>
      ))}
    </Form>
  );
}
