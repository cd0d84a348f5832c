import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Alert } from '../../api/model';
import { getListAlertEventsQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { Awaited } from '../../ui/states';
import { valueOf } from './alerts.ts';
import classes from './reports.module.css';

/** When it fired and recovered. */
export function AlertEvents({ alert, close }: { alert: Alert; close: () => void }) {
  const { t, locale } = useWords();
  const events = useQuery(getListAlertEventsQueryOptions(alert.id));
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('alerts.history_of', { name: alert.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Awaited query={events} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.empty}>{t('alerts.no_events')}</p>
          ) : (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('alerts.day')}</th>
                  <th scope="col">{t('report_mails.state')}</th>
                  <th scope="col">{t('alerts.value')}</th>
                  <th scope="col">{t('alerts.usual')}</th>
                  <th scope="col">{t('report_mails.told')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((event) => (
                  <tr key={event.id}>
                    <th scope="row">{day(event.day, locale)}</th>
                    <td>{t(`alerts.event_${event.kind}`)}</td>
                    <td>{valueOf(alert, event.value, locale)}</td>
                    <td>{valueOf(alert, event.usual, locale)}</td>
                    <td>{count(event.told, locale)}</td>
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
