import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getPreviewMailUrl, previewMail } from '../../api/content';
import type { MailWordsAsked } from '../../api/model';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import classes from './mails.module.css';

const REST_MS = 500;

interface MailPreviewProps {
  kind: string;
  language: string;
  words: MailWordsAsked;
}

/** The mail as it would go out, with a made-up order: asked of the server, never imitated here. */
export function MailPreview({ kind, language, words }: MailPreviewProps) {
  const { t } = useWords();
  const [rested] = useDebouncedValue(words, REST_MS);
  const asked = { language, words: rested };
  const preview = useQuery({
    queryKey: [getPreviewMailUrl(kind), asked],
    queryFn: ({ signal }) => previewMail(kind, asked, { signal }),
    placeholderData: (previous) => previous,
    retry: false,
  });
  return (
    <Panel title={t('mails.preview')}>
      <Refusal failure={preview.error} />
      {preview.data ? (
        <>
          <p className={classes.subject}>{preview.data.subject}</p>
          <iframe
            className={classes.mail}
            title={t('mails.preview')}
            sandbox=""
            srcDoc={preview.data.html}
          />
        </>
      ) : null}
    </Panel>
  );
}
