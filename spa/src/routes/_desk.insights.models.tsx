import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconPlayerPlay } from '@tabler/icons-react';
import { getListInsightRunsQueryOptions, useMakeInsights } from '../api/insights';
import type { InsightRun } from '../api/model';
import { Tabs } from '../features/insights/Tabs';
import { codeOf } from '../codes/untyped.ts';
import { useWords } from '../i18n';
import { day } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { wholeRows } from '../ui/rows.ts';
import { Status } from '../ui/Status';
import { Count, When } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/insights/models')({ component: Models });

const AGAIN_MS = 10_000;

function Models() {
  const { t, word, locale } = useWords();
  const toast = useToast();
  const runs = useQuery({ ...getListInsightRunsQueryOptions(), refetchInterval: AGAIN_MS });
  const make = useMakeInsights({
    mutation: { onSuccess: () => toast.done('insights.asked'), onError: toast.failed },
  });
  const columns: Column<InsightRun>[] = [
    {
      id: 'model',
      heading: t('insights.model'),
      lead: true,
      cell: ({ model }) => word('insight_model', codeOf('insight_model', model)),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: ({ state }) => <Status family="run" code={codeOf('run', state)} />,
    },
    {
      id: 'made',
      heading: t('insights.made'),
      cell: ({ made_at, started_at }) => <When at={made_at ?? started_at} exact />,
    },
    {
      id: 'span',
      heading: t('insights.looked_at'),
      cell: ({ trained_from, trained_to }) =>
        trained_from && trained_to
          ? `${day(trained_from, locale)} – ${day(trained_to, locale)}`
          : '—',
    },
    {
      id: 'rows',
      heading: t('insights.answers'),
      numeric: true,
      cell: ({ rows }) => <Count value={rows} />,
    },
    {
      id: 'error',
      heading: t('insights.error'),
      cell: ({ error }) => (error ? <span className={ui.minus}>{error}</span> : '—'),
    },
  ];
  return (
    <ListPage
      title={t('insights.models')}
      lead={t('insights.models_lead')}
      actions={
        <Action
          needs="etl.run"
          leftSection={<IconPlayerPlay size={16} />}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t('insights.make')}
        </Action>
      }
      source={wholeRows(runs)}
      columns={columns}
      keyOf={({ model }) => model}
      nothing={t('insights.no_models')}
      hint={t('insights.none_hint')}
    >
      <Tabs />
    </ListPage>
  );
}
