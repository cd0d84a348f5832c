import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import type { Alert } from '../api/model';
import { getListAlertsQueryKey, listAlerts, muteAlert, removeAlert } from '../api/reports';
import { AlertDialog } from '../features/reports/AlertDialog';
import { AlertEvents } from '../features/reports/AlertEvents';
import { boundOf, isChange, valueOf } from '../features/reports/alerts.ts';
import { useWords } from '../i18n';
import { count, day } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { useRows } from '../ui/rows.ts';
import { Badge } from '../ui/Status';
import { When } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/reports/alerts')({ component: Alerts });

const WEEK_MS = 7 * 24 * 3_600_000;

/** The figures that are watched, how each of them stands, and who is told. */
function Alerts() {
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [changing, setChanging] = useState<Alert | 'new' | null>(null);
  const [shown, setShown] = useState<Alert | null>(null);
  const source = useRows({
    key: getListAlertsQueryKey(),
    read: (_, request) => listAlerts(request),
  });
  const again = () => refresh(getListAlertsQueryKey());
  async function mute(alert: Alert) {
    const until = isMuted(alert) ? null : new Date(Date.now() + WEEK_MS).toISOString();
    try {
      await muteAlert(alert.id, { until });
      toast.done(until ? 'alerts.muted_done' : 'alerts.unmuted_done');
    } catch (failure) {
      toast.failed(failure);
    }
    await again();
  }
  const columns: Column<Alert>[] = [
    { id: 'name', heading: t('alerts.name'), lead: true, cell: (row) => row.name },
    {
      id: 'state',
      heading: t('report_mails.state'),
      corner: true,
      cell: (row) =>
        !row.is_on ? (
          <Badge tone="calm">{t('alerts.off')}</Badge>
        ) : row.fired_since ? (
          <Badge tone="bad">{t('alerts.fired_since', { day: day(row.fired_since, locale) })}</Badge>
        ) : (
          <Badge tone="good">{row.judged_at ? t('alerts.quiet') : t('alerts.waiting')}</Badge>
        ),
    },
    {
      id: 'rule',
      heading: t('alerts.rule'),
      cell: (row) => {
        const said = `${row.titles[locale] ?? row.metric}: ${t(`alerts.compare_${row.compare}`).toLowerCase()} ${boundOf(row, locale)}`;
        return row.days > 1 || !isChange(row.compare)
          ? `${said}, ${t(row.days === 1 ? 'alerts.for_day' : 'alerts.for_days', { days: count(row.days, locale) })}`
          : said;
      },
    },
    {
      id: 'last',
      heading: t('alerts.value'),
      numeric: true,
      cell: (row) =>
        row.last_day ? (
          <span title={day(row.last_day, locale)}>{valueOf(row, row.last_value, locale)}</span>
        ) : (
          '—'
        ),
    },
    {
      id: 'muted',
      heading: t('alerts.muted'),
      deskOnly: true,
      cell: (row) => (isMuted(row) ? <When at={row.muted_until ?? ''} exact /> : '—'),
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={() => setShown(row)}>
            {t('alerts.history')}
          </Button>
          <Button size="xs" variant="default" onClick={() => void mute(row)}>
            {t(isMuted(row) ? 'alerts.unmute' : 'alerts.mute')}
          </Button>
          {row.is_own ? (
            <>
              <Button size="xs" variant="default" onClick={() => setChanging(row)}>
                {t('staff.change')}
              </Button>
              <Remove
                needs="reports.read"
                isSmall
                label={t('action.delete')}
                title={t('alerts.remove', { name: row.name })}
                explained={t('alerts.remove_hint')}
                remove={() => removeAlert(row.id)}
                removed={again}
              />
            </>
          ) : null}
        </Group>
      ),
    },
  ];
  return (
    <ListPage
      title={t('alerts.title')}
      lead={t('alerts.lead')}
      back={{ to: '/reports', label: t('nav.reports') }}
      actions={
        <Action
          needs="reports.read"
          leftSection={<IconPlus size={16} />}
          onClick={() => setChanging('new')}
        >
          {t('alerts.new')}
        </Action>
      }
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('alerts.none')}
      hint={t('alerts.none_hint')}
    >
      {changing ? (
        <AlertDialog alert={changing === 'new' ? null : changing} close={() => setChanging(null)} />
      ) : null}
      {shown ? <AlertEvents alert={shown} close={() => setShown(null)} /> : null}
    </ListPage>
  );
}

function isMuted(alert: Alert): boolean {
  return alert.muted_until !== null && Date.parse(alert.muted_until) > Date.now();
}
