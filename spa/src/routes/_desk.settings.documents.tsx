import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { DocumentRules, Settings } from '../api/model';
import {
  changeSettings,
  getGetSettingsQueryKey,
  getGetSettingsQueryOptions,
  getListSettingsVersionsQueryKey,
  getSettings,
} from '../api/settings';
import { documentFields } from '../features/settings/documentFields.ts';
import { useWords } from '../i18n';
import { Fields } from '../ui/form/Fields';
import { Form } from '../ui/form/Form';
import { useForm } from '../ui/form/useForm.ts';
import { ifMatch } from '../ui/ifMatch.ts';
import { Page, Panel } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/documents')({
  component: DocumentSettings,
});

function DocumentSettings() {
  const { t } = useWords();
  const settings = useQuery(getGetSettingsQueryOptions());
  return (
    <Page
      title={t('nav.documents')}
      lead={t('documents.settings_lead')}
      actions={<History subject="shop" />}
    >
      <Awaited query={settings} rows={6}>
        {(found) => <Rules settings={found} />}
      </Awaited>
    </Page>
  );
}

function Rules({ settings }: { settings: Settings }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<DocumentRules, Settings>({
    fields: documentFields(t),
    read: settings.documents,
    version: settings.version,
    save: (values, { version }) => changeSettings({ documents: values }, ifMatch(version)),
    reload: async () => {
      const now = await getSettings();
      return { values: now.documents, version: now.version };
    },
    saved: () => refresh(getGetSettingsQueryKey(), getListSettingsVersionsQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel title={t('documents.rules')}>
        <Fields form={form} />
      </Panel>
    </Form>
  );
}
