import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { getPreviewReportMailQueryOptions } from '../api/reports';
import classes from '../features/reports/reports.module.css';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import { Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/reports/mails_/$mailId')({ component: Preview });

const LOOKS = ['wide', 'phone', 'text'] as const;
type Look = (typeof LOOKS)[number];

/** The mail of a report as it would come now. */
function Preview() {
  const { t, locale } = useWords();
  const { mailId } = Route.useParams();
  const [look, setLook] = useState<Look>('wide');
  const preview = useQuery(getPreviewReportMailQueryOptions(mailId));
  return (
    <Page
      title={preview.data?.name ?? t('report_mails.preview')}
      lead={t('report_mails.preview_lead')}
      back={{ to: '/reports/mails', label: t('report_mails.title') }}
      actions={
        <SegmentedControl
          aria-label={t('report_mails.look')}
          value={look}
          data={LOOKS.map((value) => ({ value, label: t(`report_mails.look_${value}`) }))}
          onChange={(value) => setLook(LOOKS.find((one) => one === value) ?? 'wide')}
        />
      }
    >
      <Awaited query={preview} rows={10}>
        {(mail) => (
          <Panel title={mail.subject}>
            {look === 'text' ? (
              <pre className={classes.mailText}>{mail.text}</pre>
            ) : (
              <iframe
                className={classes.mail}
                data-look={look}
                title={mail.subject}
                srcDoc={mail.html}
                sandbox=""
              />
            )}
            <p className={classes.note}>
              {t('report_mails.attached', { file: mail.file, rows: count(mail.rows, locale) })}
            </p>
          </Panel>
        )}
      </Awaited>
    </Page>
  );
}
