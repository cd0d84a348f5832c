import { Button, Group } from '@mantine/core';
import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReportMail } from '../api/model';
import {
  getListReportMailsQueryKey,
  leaveReportMail,
  listReportMails,
  removeReportMail,
  sendReportMailNow,
} from '../api/reports';
import { MailDialog } from '../features/reports/MailDialog';
import { MailRuns } from '../features/reports/MailRuns';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { useRows } from '../ui/rows.ts';
import { When } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/reports/mails')({ component: Mails });

/** The reports that come by mail: when, to whom, and what became of each. */
function Mails() {
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const [changing, setChanging] = useState<ReportMail | null>(null);
  const [shown, setShown] = useState<ReportMail | null>(null);
  const source = useRows({
    key: getListReportMailsQueryKey(),
    read: (_, request) => listReportMails(request),
  });
  const again = () => refresh(getListReportMailsQueryKey());
  async function act(work: Promise<unknown>, done: 'report_mails.asked' | 'report_mails.left') {
    try {
      await work;
      toast.done(done);
    } catch (failure) {
      toast.failed(failure);
    }
    await again();
  }
  const columns: Column<ReportMail>[] = [
    {
      id: 'name',
      heading: t('report_mails.name'),
      lead: true,
      cell: (row) =>
        row.report === 'explore' ? (
          <Link className={ui.link} to="/reports/explore" search={row.search}>
            {row.name}
          </Link>
        ) : (
          <Link
            className={ui.link}
            to="/reports/$code"
            params={{ code: row.report }}
            search={row.search}
          >
            {row.name}
          </Link>
        ),
    },
    {
      id: 'cadence',
      heading: t('report_mails.when'),
      cell: (row) => `${t(`report_mails.cadence_${row.cadence}`)}, ${row.hour}:00`,
    },
    {
      id: 'next',
      heading: t('report_mails.next'),
      cell: (row) => (row.next_at ? <When at={row.next_at} exact /> : t('report_mails.off')),
    },
    {
      id: 'people',
      heading: t('report_mails.recipients'),
      cell: (row) => (
        <span title={row.recipients.map((one) => one.email).join(', ')}>
          {row.recipients.length === 1
            ? (row.recipients[0]?.name ?? '')
            : t('report_mails.people', { count: count(row.recipients.length, locale) })}
        </span>
      ),
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <Group gap="xs" justify="flex-end">
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void act(
                sendReportMailNow(row.id, { run_id: crypto.randomUUID() }),
                'report_mails.asked',
              )
            }
          >
            {t('report_mails.send_me')}
          </Button>
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/reports/mails/$mailId" params={{ mailId: row.id }} />
            )}
          >
            {t('report_mails.preview')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setShown(row)}>
            {t('report_mails.log')}
          </Button>
          {row.is_mine ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => void act(leaveReportMail(row.id), 'report_mails.left')}
            >
              {t('report_mails.leave')}
            </Button>
          ) : null}
          {row.is_own ? (
            <>
              <Button size="xs" variant="default" onClick={() => setChanging(row)}>
                {t('staff.change')}
              </Button>
              <Remove
                needs="reports.read"
                isSmall
                label={t('action.delete')}
                title={t('report_mails.remove', { name: row.name })}
                explained={t('report_mails.remove_hint')}
                remove={() => removeReportMail(row.id)}
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
      title={t('report_mails.title')}
      lead={t('report_mails.lead')}
      back={{ to: '/reports', label: t('nav.reports') }}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('report_mails.none')}
      hint={t('report_mails.none_hint')}
    >
      {changing ? (
        <MailDialog mail={changing} of={changing} close={() => setChanging(null)} />
      ) : null}
      {shown ? <MailRuns mail={shown} close={() => setShown(null)} /> : null}
    </ListPage>
  );
}
