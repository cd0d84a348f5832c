import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetTagsQueryOptions } from '../api/content';
import { Consents, NecessaryCookies } from '../features/content/Consents';
import { TagsForm } from '../features/content/TagsForm';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/cookies')({ component: CookieSettings });

function CookieSettings() {
  const { t } = useWords();
  const query = useQuery(getGetTagsQueryOptions());
  return (
    <Page
      title={t('tags.title')}
      lead={t('tags.lead')}
      actions={<History subject="content:tags" />}
    >
      <Awaited query={query}>
        {(found) => (
          <div className={ui.stack}>
            <NecessaryCookies />
            <TagsForm found={found} />
            <Consents />
          </div>
        )}
      </Awaited>
    </Page>
  );
}
