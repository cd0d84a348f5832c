import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { getGetReorderProposalQueryOptions, getListInsightRunsQueryOptions } from '../api/insights';
import type { ReorderLine, ReorderProposal } from '../api/model';
import { AsOf } from '../features/insights/AsOf';
import { ReorderFiles } from '../features/insights/ReorderFiles';
import { Tabs } from '../features/insights/Tabs';
import { TermsDialog } from '../features/insights/TermsDialog';
import { codeOf } from '../codes/untyped.ts';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { wholeRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Money } from '../ui/text';

const STATES = ['selling', 'slow', 'dead', 'out', 'new', 'none'] as const;

export const Route = createFileRoute('/_desk/insights/reorder')({
  validateSearch: searchOf({
    q: typed,
    due: oneOf(['due', 'all'], 'due'),
    state: oneOf(STATES),
    supplier: typed,
  }),
  component: Reorder,
});

function Reorder() {
  const { t, n, word } = useWords();
  const search = Route.useSearch();
  const [changed, change] = useState<ReorderLine | null>(null);
  const found = useQuery({
    ...getGetReorderProposalQueryOptions({
      only_due: search.due !== 'all',
      ...(search.q ? { q: search.q } : {}),
      ...(search.state ? { state: search.state } : {}),
      ...(search.supplier ? { supplier: search.supplier } : {}),
    }),
    placeholderData: (previous) => previous,
  });
  const runs = useQuery(getListInsightRunsQueryOptions());
  // That nothing is due is only known once the sales were looked at.
  const isMade = runs.data?.items.some((one) => one.model === 'stock_cover' && one.trained_to);
  const columns = useColumns(found.data?.currency ?? 'EUR', change);
  return (
    <ListPage
      title={t('insights.reorder')}
      lead={t('insights.reorder_lead')}
      actions={<ReorderFiles q={search.q} />}
      search={search}
      find={t('insights.find_article')}
      filters={[
        {
          name: 'due',
          label: t('insights.which'),
          usual: 'due',
          options: [
            ['due', t('insights.due')],
            ['all', t('insights.everything')],
          ],
        },
        {
          name: 'state',
          label: t('insights.stock_state'),
          isLong: true,
          options: STATES.map((one) => [one, word('stock_state', one)] as const),
        },
      ]}
      source={wholeRows({ ...found, data: found.data && { items: found.data.lines } })}
      columns={columns}
      keyOf={({ variant_id }) => variant_id}
      nothing={t(isMade ? 'insights.no_reorder' : 'insights.not_made')}
      hint={t(isMade ? 'insights.no_reorder_hint' : 'insights.none_hint')}
      remedy={
        isMade ? null : (
          <Link className={ui.link} to="/insights/models">
            {t('insights.models')}
          </Link>
        )
      }
      noneFound={t('insights.no_article_found')}
    >
      <Tabs />
      <AsOf model="stock_cover" />
      {found.data && found.data.found > 0 ? <Sum proposal={found.data} n={n} /> : null}
      {changed ? <TermsDialog line={changed} close={() => change(null)} /> : null}
    </ListPage>
  );
}

function Sum({ proposal, n }: { proposal: ReorderProposal; n: ReturnType<typeof useWords>['n'] }) {
  const { t } = useWords();
  const value = { amount_minor: proposal.value_minor, currency: proposal.currency };
  return (
    <p>
      {n('insights.lines', proposal.found)} · <Money value={value} />
      {proposal.found > proposal.lines.length
        ? ` · ${n('insights.shown', proposal.lines.length)}`
        : null}
      {proposal.forecast > 0 ? ` · ${n('insights.from_forecast', proposal.forecast)}` : null}
      {proposal.is_bounded ? ` · ${t('insights.bounded')}` : null}
    </p>
  );
}

function useColumns(currency: string, change: (line: ReorderLine) => void): Column<ReorderLine>[] {
  const { t, n, word, locale } = useWords();
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return [
    {
      id: 'name',
      heading: t('insights.article'),
      lead: true,
      cell: ({ name, sku }) => (
        <Link className={ui.link} to="/stock/$sku" params={{ sku }}>
          {name} · {sku}
        </Link>
      ),
    },
    {
      id: 'free',
      heading: t('insights.free'),
      numeric: true,
      cell: ({ free }) => count(free, locale),
    },
    {
      id: 'on_order',
      heading: t('stock.incoming'),
      numeric: true,
      deskOnly: true,
      cell: ({ on_order }) => count(on_order, locale),
    },
    {
      id: 'rate',
      heading: t('insights.a_day'),
      numeric: true,
      deskOnly: true,
      cell: ({ daily_mean }) => decimal.format(daily_mean),
    },
    {
      id: 'demand',
      heading: t('insights.demand'),
      wideOnly: true,
      cell: ({ method }) =>
        method
          ? word('forecast_method', codeOf('forecast_method', method))
          : t('insights.from_history'),
    },
    {
      id: 'cover',
      heading: t('insights.cover'),
      numeric: true,
      cell: ({ cover_days }) =>
        cover_days === null ? '—' : n('insights.days', Math.round(cover_days)),
    },
    {
      id: 'point',
      heading: t('insights.point'),
      numeric: true,
      deskOnly: true,
      cell: ({ point }) => count(point, locale),
    },
    {
      id: 'quantity',
      heading: t('insights.to_order'),
      numeric: true,
      corner: true,
      cell: ({ quantity }) => <b>{count(quantity, locale)}</b>,
    },
    {
      id: 'value',
      heading: t('insights.value'),
      numeric: true,
      cell: ({ value_minor }) =>
        value_minor === null ? '—' : <Money value={{ amount_minor: value_minor, currency }} />,
    },
    {
      id: 'supplier',
      heading: t('insights.supplier'),
      wideOnly: true,
      cell: ({ supplier, lead_days }) =>
        [supplier, n('insights.days', lead_days)].filter(Boolean).join(' · '),
    },
    {
      id: 'act',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (line) => (
        <Action
          needs="stock.adjust"
          variant="default"
          size="xs"
          aria-label={`${t('insights.terms')}: ${line.sku}`}
          onClick={() => change(line)}
        >
          {t('insights.terms')}
        </Action>
      ),
    },
  ];
}
