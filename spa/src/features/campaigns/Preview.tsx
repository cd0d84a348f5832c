import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getPreviewCampaignUrl, previewCampaign } from '../../api/campaigns';
import type { CampaignAsked } from '../../api/model';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import classes from './campaigns.module.css';

const REST_MS = 500;

/** The mail as the shop will write it: asked of the server, never imitated here. */
export function Preview({ texts, language }: { texts: CampaignAsked['texts']; language: string }) {
  const { t } = useWords();
  const [rested] = useDebouncedValue(texts, REST_MS);
  const text = rested[language];
  const preview = useQuery({
    queryKey: [getPreviewCampaignUrl(), { texts: rested, language }],
    queryFn: ({ signal }) => previewCampaign({ texts: rested, language }, { signal }),
    enabled: Boolean(text?.subject.trim() || text?.body.trim()),
    placeholderData: (previous) => previous,
  });
  return (
    <Panel title={t('campaigns.preview')}>
      {preview.data ? (
        <>
          <p className={classes.subject}>{preview.data.subject || '—'}</p>
          <iframe
            className={classes.mail}
            title={t('campaigns.preview')}
            sandbox=""
            srcDoc={preview.data.html}
          />
        </>
      ) : (
        <p className={classes.nothing}>{t('campaigns.preview_nothing')}</p>
      )}
    </Panel>
  );
}
