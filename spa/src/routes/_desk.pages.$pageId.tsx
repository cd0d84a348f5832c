import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetPageQueryOptions,
  getListPagesQueryKey,
  getPreviewPageQueryOptions,
  removePage,
} from '../api/content';
import { PageForm } from '../features/content/PageForm';
import { useWords } from '../i18n';
import { languageName } from '../ui/form/names.ts';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/pages/$pageId')({ component: EditPage });

function EditPage() {
  const { pageId } = Route.useParams();
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const page = useQuery(getGetPageQueryOptions(pageId));
  const { data: preview } = useQuery(getPreviewPageQueryOptions(pageId));
  return (
    <RecordPage
      query={page}
      back={{ to: '/pages', label: t('nav.pages') }}
      title={({ texts }) => texts[locale]?.title ?? Object.values(texts)[0]?.title ?? ''}
      status={({ visibility }) => <Status family="page" code={visibility} />}
      history={() => `page:${pageId}`}
      actions={({ texts, version }) => (
        <>
          {Object.entries(preview?.urls ?? {})
            .filter(([language]) => language in texts)
            .map(([language, url]) => (
              <Button
                key={language}
                component="a"
                href={url}
                target="_blank"
                rel="noopener"
                variant="default"
                rightSection={<IconExternalLink size={15} aria-hidden="true" />}
              >
                {t('pages.preview', { language: languageName(language, locale) })}
              </Button>
            ))}
          <Remove
            needs="content.write"
            label={t('action.delete')}
            title={t('settings.remove_title', {
              name: texts[locale]?.title ?? Object.values(texts)[0]?.title ?? '',
            })}
            explained={t('pages.remove')}
            remove={() => removePage(pageId, ifMatch(version))}
            removed={async () => {
              await navigate({ to: '/pages' });
              await refresh(getListPagesQueryKey());
            }}
          />
        </>
      )}
    >
      {(found) => <PageForm key={pageId} page={found} />}
    </RecordPage>
  );
}
