import { useQuery } from '@tanstack/react-query';
import type { RetentionRule } from '../../api/model';
import {
  getListRetentionQueryKey,
  getPreviewRetentionQueryOptions,
  listRetention,
  setRetention,
} from '../../api/settings';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

interface Values {
  isForEver: boolean;
  days: number | null;
}

function valuesOf(rule: RetentionRule): Values {
  return { isForEver: rule.keep_days === null, days: rule.keep_days ?? rule.least_days };
}

/** For how long one kind of data is kept, and what would go now if it were so. */
export function RetentionDialog({ rule, close }: { rule: RetentionRule; close: () => void }) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const form = useForm<Values, RetentionRule>({
    fields: [
      {
        kind: 'switch',
        name: 'isForEver',
        label: t('retention.for_ever'),
        when: () => rule.may_stay,
      },
      {
        kind: 'number',
        name: 'days',
        path: 'keep_days',
        label: t('retention.days'),
        hint: t('retention.days_hint', { least: rule.least_days, most: rule.most_days }),
        required: true,
        least: 1,
        most: rule.most_days,
        when: ({ isForEver }) => !isForEver,
      },
    ],
    read: valuesOf(rule),
    version: rule.version,
    save: ({ isForEver, days }, { version }) =>
      setRetention(rule.kind, { keep_days: isForEver ? null : days }, ifMatch(version)),
    reload: async () => {
      const now = (await listRetention()).items.find(({ kind }) => kind === rule.kind) ?? rule;
      return { values: valuesOf(now), version: now.version };
    },
    saved: async () => {
      close();
      toast.done('form.saved');
      await refresh(getListRetentionQueryKey());
    },
  });
  const { isForEver, days } = form.values;
  return (
    <DialogForm
      form={form}
      title={word('data_kind', rule.kind)}
      close={close}
      below={isForEver || days === null ? null : <WouldGo rule={rule} days={days} />}
    >
      <p className={ui.soft}>{word('data_kind_why', rule.kind)}</p>
      <Law rule={rule} />
    </DialogForm>
  );
}

function Law({ rule: { law } }: { rule: RetentionRule }) {
  const { t } = useWords();
  if (!law) return null;
  return (
    <p>
      {law.source
        ? t('retention.law', { years: law.years, country: law.country, source: law.source })
        : t('retention.law_unknown', { years: law.years, country: law.country })}
    </p>
  );
}

function WouldGo({ rule, days }: { rule: RetentionRule; days: number }) {
  const { t, n, locale } = useWords();
  const isAllowed = days >= rule.least_days && days <= rule.most_days;
  const query = useQuery({
    ...getPreviewRetentionQueryOptions(rule.kind, { keep_days: days }),
    enabled: isAllowed,
  });
  if (!isAllowed) return null;
  return (
    <p role="status">
      {query.data
        ? query.data.is_more
          ? t('retention.would_go_more', { count: count(query.data.would_go, locale) })
          : n('retention.would_go', query.data.would_go)
        : t('retention.counting')}
    </p>
  );
}
