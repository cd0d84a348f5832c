import { useQuery } from '@tanstack/react-query';
import type { ReportMail } from '../../api/model';
import { getListReportMailsQueryKey, saveReportMail } from '../../api/reports';
import { useWords } from '../../i18n';
import { useMe } from '../../session.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { peopleOptions, usePeople } from './people.ts';

export interface Mailed {
  report: string;
  search: Record<string, string>;
  name: string;
}

interface Values {
  name: string;
  cadence: string | null;
  hour: number | null;
  recipients: readonly string[];
  is_on: boolean;
}

const CADENCES = ['daily', 'weekly', 'monthly'] as const;

/** When a report comes by mail, and to whom; a new one is of the report that the page shows. */
export function MailDialog({
  mail,
  of,
  close,
}: {
  mail: ReportMail | null;
  of: Mailed;
  close: () => void;
}) {
  const people = useQuery(usePeople());
  return people.data ? (
    <MailForm mail={mail} of={of} close={close} people={peopleOptions(people.data.items)} />
  ) : null;
}

function MailForm({
  mail,
  of,
  close,
  people,
}: {
  mail: ReportMail | null;
  of: Mailed;
  close: () => void;
  people: readonly (readonly [string, string])[];
}) {
  const { t } = useWords();
  const { user } = useMe();
  const refresh = useRefresh();
  const form = useForm<Values, ReportMail>({
    fields: [
      { kind: 'text', name: 'name', label: t('report_mails.name'), required: true, most: 80 },
      {
        kind: 'choice',
        name: 'cadence',
        label: t('report_mails.cadence'),
        options: CADENCES.map((one) => [one, t(`report_mails.cadence_${one}`)] as const),
        required: true,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'hour',
        label: t('report_mails.hour'),
        hint: t('report_mails.hour_hint'),
        least: 0,
        most: 23,
        required: true,
        isHalf: true,
      },
      {
        kind: 'choices',
        name: 'recipients',
        label: t('report_mails.recipients'),
        hint: t('report_mails.recipients_hint'),
        options: people,
        required: true,
      },
      { kind: 'switch', name: 'is_on', label: t('report_mails.is_on') },
    ],
    read: {
      name: mail?.name ?? of.name,
      cadence: mail?.cadence ?? 'weekly',
      hour: mail?.hour ?? 7,
      recipients: mail?.recipients.map((one) => one.id) ?? [user.id],
      is_on: mail ? mail.next_at !== null : true,
    },
    version: mail?.version ?? 0,
    save: ({ name, cadence, hour, recipients, is_on }, { version }) =>
      saveReportMail(mail?.id ?? crypto.randomUUID(), {
        name,
        report: of.report,
        search: of.search,
        cadence: CADENCES.find((one) => one === cadence) ?? 'weekly',
        hour: hour ?? 7,
        recipients: [...recipients],
        is_on,
        version,
      }),
    saved: async () => {
      close();
      await refresh(getListReportMailsQueryKey());
    },
  });
  return (
    <DialogForm
      form={form}
      title={mail ? t('report_mails.change') : t('report_mails.new')}
      close={close}
    />
  );
}
