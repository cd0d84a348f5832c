import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReportMail } from '../../api/model';
import { getListReportMailRunsQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { Awaited } from '../../ui/states';
import { When } from '../../ui/text';
import classes from './reports.module.css';
import { daysBefore } from './search.ts';

/** What became of each period. */
export function MailRuns({ mail, close }: { mail: ReportMail; close: () => void }) {
  const { t, locale } = useWords();
  const runs = useQuery(getListReportMailRunsQueryOptions(mail.id));
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('report_mails.log_of', { name: mail.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Awaited query={runs} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.empty}>{t('report_mails.no_runs')}</p>
          ) : (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('reports.period')}</th>
                  <th scope="col">{t('report_mails.state')}</th>
                  <th scope="col">{t('report_mails.told')}</th>
                  <th scope="col">{t('report_mails.at')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((run) => (
                  <tr key={run.id}>
                    <th scope="row">
                      {day(run.period_start, locale)} – {day(daysBefore(run.period_end, 1), locale)}
                      {run.is_test ? ` · ${t('report_mails.test')}` : ''}
                    </th>
                    <td>{t(`report_mails.state_${run.state}`)}</td>
                    <td>{count(run.told, locale)}</td>
                    <td>
                      <When at={run.settled_at ?? run.due_at} exact />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Awaited>
    </Modal>
  );
}
