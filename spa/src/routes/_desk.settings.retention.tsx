import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import type { RetentionRule, RetentionRun } from '../api/model';
import { getListRetentionQueryOptions, getListRetentionRunsQueryOptions } from '../api/settings';
import { RetentionDialog } from '../features/settings/RetentionDialog';
import { useWords } from '../i18n';
import { DataTable, type Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import { Page, Panel } from '../ui/Page';
import { wholeRows } from '../ui/rows.ts';
import { When } from '../ui/text';

export const Route = createFileRoute('/_desk/settings/retention')({ component: Retention });

function Retention() {
  const { t, n, word } = useWords();
  const [chosen, choose] = useState<RetentionRule | null>(null);
  const rules = useQuery(getListRetentionQueryOptions());
  const columns: Column<RetentionRule>[] = [
    {
      id: 'kind',
      heading: t('retention.kind'),
      lead: true,
      cell: ({ kind }) => word('data_kind', kind),
    },
    {
      id: 'kept',
      heading: t('retention.kept'),
      cell: ({ keep_days }) =>
        keep_days === null ? t('retention.for_ever') : n('retention.kept_days', keep_days),
    },
    {
      id: 'least',
      heading: t('retention.least'),
      deskOnly: true,
      cell: ({ least_days }) => n('retention.kept_days', least_days),
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (rule) => (
        <Action
          needs="settings.write"
          variant="default"
          size="xs"
          aria-label={`${t('retention.change')}: ${word('data_kind', rule.kind)}`}
          onClick={() => choose(rule)}
        >
          {t('retention.change')}
        </Action>
      ),
    },
  ];
  return (
    <Page title={t('retention.title')} lead={t('retention.lead')}>
      <Panel flush>
        <DataTable
          source={wholeRows(rules)}
          columns={columns}
          keyOf={({ kind }) => kind}
          caption={t('retention.title')}
          nothing={t('retention.no_rules')}
        />
      </Panel>
      <Runs />
      {chosen ? <RetentionDialog rule={chosen} close={() => choose(null)} /> : null}
    </Page>
  );
}

function Runs() {
  const { t, word } = useWords();
  const runs = useQuery(getListRetentionRunsQueryOptions());
  const columns: Column<RetentionRun>[] = [
    {
      id: 'day',
      heading: t('retention.run'),
      lead: true,
      cell: ({ started_at }) => <When at={started_at} exact />,
    },
    {
      id: 'counts',
      heading: t('retention.removed'),
      cell: ({ counts }) =>
        Object.entries(counts)
          .map(([kind, gone]) => `${word('data_kind', kind as RetentionRule['kind'])}: ${gone}`)
          .join(' · ') || t('retention.nothing_removed'),
    },
    {
      id: 'ended',
      heading: t('retention.ended'),
      corner: true,
      cell: ({ ended_at }) => (ended_at ? <When at={ended_at} exact /> : t('retention.under_way')),
    },
  ];
  return (
    <Panel title={t('retention.runs')} flush>
      <DataTable
        source={wholeRows(runs)}
        columns={columns}
        keyOf={({ day }) => day}
        caption={t('retention.runs')}
        nothing={t('retention.no_runs')}
      />
    </Panel>
  );
}
