import { useQuery } from '@tanstack/react-query';
import type { Alert, AlertAskedCompare, Meaning } from '../../api/model';
import { getListAlertsQueryKey, getListMeaningsQueryOptions, saveAlert } from '../../api/reports';
import { useWords } from '../../i18n';
import { useMe } from '../../session.ts';
import { useChoices } from '../../ui/choices.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { COMPARES, isChange, scaleOf } from './alerts.ts';
import { peopleOptions, usePeople } from './people.ts';

interface Values {
  name: string;
  metric: string | null;
  compare: string | null;
  money: number | null;
  percent: number | null;
  number: number | null;
  days: number | null;
  recipients: readonly string[];
  is_on: boolean;
}

/** Which figure is watched, where it should not be, and who is told. */
export function AlertDialog({ alert, close }: { alert: Alert | null; close: () => void }) {
  const people = useQuery(usePeople());
  const meanings = useQuery(getListMeaningsQueryOptions());
  return people.data && meanings.data ? (
    <AlertForm
      alert={alert}
      close={close}
      people={peopleOptions(people.data.items)}
      // A figure that is known day by day has a value to compare.
      known={meanings.data.metrics.filter((one) => one.dimensions.includes('day'))}
    />
  ) : null;
}

interface AlertFormProps {
  alert: Alert | null;
  close: () => void;
  people: readonly (readonly [string, string])[];
  known: readonly Meaning[];
}

function AlertForm({ alert, close, people, known }: AlertFormProps) {
  const { t, locale } = useWords();
  const { user } = useMe();
  const { currencies } = useChoices();
  const refresh = useRefresh();
  const currency = alert?.search['currency'] ?? currencies[0] ?? 'EUR';
  const unitOf = (code: string | null) =>
    known.find(({ metric }) => metric.code === code)?.metric.unit ?? 'count';
  const kindOf = ({ metric, compare }: Values) =>
    isChange(compare) || unitOf(metric) === 'percent'
      ? 'percent'
      : unitOf(metric) === 'money'
        ? 'money'
        : 'number';
  const first = alert ? isChange(alert.compare) || alert.unit === 'percent' : false;
  const form = useForm<Values, Alert>({
    fields: [
      {
        kind: 'choice',
        name: 'metric',
        label: t('alerts.metric'),
        options: known.map(({ metric }) => [metric.code, metric.titles[locale] ?? metric.code]),
        required: true,
      },
      {
        kind: 'choice',
        name: 'compare',
        label: t('alerts.compare'),
        options: COMPARES.map((one) => [one, t(`alerts.compare_${one}`)] as const),
        required: true,
        isHalf: true,
      },
      {
        kind: 'amount',
        name: 'money',
        path: 'bound',
        label: t('alerts.bound'),
        currency: () => currency,
        required: true,
        when: (values) => kindOf(values) === 'money',
        isHalf: true,
      },
      {
        kind: 'percent',
        name: 'percent',
        path: 'bound',
        label: t('alerts.bound'),
        required: true,
        when: (values) => kindOf(values) === 'percent',
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'number',
        path: 'bound',
        label: t('alerts.bound'),
        least: 0,
        most: 1_000_000_000,
        required: true,
        when: (values) => kindOf(values) === 'number',
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'days',
        label: t('alerts.days'),
        hint: t('alerts.days_hint'),
        least: 1,
        most: 7,
        required: true,
      },
      { kind: 'text', name: 'name', label: t('alerts.name'), required: true, most: 80 },
      {
        kind: 'choices',
        name: 'recipients',
        label: t('report_mails.recipients'),
        hint: t('report_mails.recipients_hint'),
        options: people,
        required: true,
      },
      { kind: 'switch', name: 'is_on', label: t('alerts.is_on') },
    ],
    read: {
      name: alert?.name ?? '',
      metric: alert?.metric ?? null,
      compare: alert?.compare ?? 'above',
      money: alert && alert.unit === 'money' && !first ? alert.bound : null,
      percent: alert && first ? alert.bound : null,
      number: alert && !first ? alert.bound / scaleOf(alert.unit) : null,
      days: alert?.days ?? 1,
      recipients: alert?.recipients.map((one) => one.id) ?? [user.id],
      is_on: alert?.is_on ?? true,
    },
    version: alert?.version ?? 0,
    save: (values, { version }) => {
      const kind = kindOf(values);
      const unit = unitOf(values.metric);
      return saveAlert(alert?.id ?? crypto.randomUUID(), {
        name: values.name,
        metric: values.metric ?? '',
        search: { ...alert?.search, currency },
        compare: (values.compare ?? 'above') as AlertAskedCompare,
        bound:
          kind === 'money'
            ? (values.money ?? 0)
            : kind === 'percent'
              ? (values.percent ?? 0)
              : Math.round((values.number ?? 0) * scaleOf(unit)),
        days: values.days ?? 1,
        recipients: [...values.recipients],
        is_on: values.is_on,
        version,
      });
    },
    saved: async () => {
      close();
      await refresh(getListAlertsQueryKey());
    },
  });
  return (
    <DialogForm form={form} title={alert ? t('alerts.change') : t('alerts.new')} close={close} />
  );
}
