import { Button } from '@mantine/core';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus, IconTestPipe } from '@tabler/icons-react';
import { getListPromotionsQueryKey, listPromotions } from '../api/marketing';
import { ExportMenu } from '../features/exports/ExportMenu';
import { PromotionState } from '../features/promotions/PromotionState';
import { rewardIn } from '../features/promotions/sentence.ts';
import type { PromotionOut } from '../features/promotions/types.ts';
import { useWords } from '../i18n';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRows } from '../ui/rows.ts';
import { oneOf, searchOf, typed } from '../ui/search.ts';
import { Count, When } from '../ui/text';

const STATUSES = ['draft', 'active', 'paused'] as const;
const LEVELS = ['product', 'order', 'shipping'] as const;

export const Route = createFileRoute('/_desk/promotions/')({
  validateSearch: searchOf({ q: typed, status: oneOf(STATUSES), level: oneOf(LEVELS) }),
  component: Promotions,
});

function Promotions() {
  const words = useWords();
  const { t, word, locale } = words;
  const search = Route.useSearch();
  const navigate = useNavigate();
  const source = useRows({
    key: getListPromotionsQueryKey(search),
    read: (cursor, request) => listPromotions({ ...search, ...cursor }, request),
  });
  const columns: Column<PromotionOut>[] = [
    {
      id: 'name',
      heading: t('promotions.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/promotions/$promotionId" params={{ promotionId: row.id }}>
          {row.names[locale] ?? Object.values(row.names)[0]}
        </Link>
      ),
    },
    {
      id: 'state',
      heading: t('orders.status'),
      corner: true,
      cell: (row) => <PromotionState promotion={row} />,
    },
    { id: 'reward', heading: t('promotions.reward'), cell: (row) => rewardIn(row.rule, words) },
    {
      id: 'code',
      heading: t('promotions.code'),
      cell: (row) =>
        row.needs_code ? (
          <span className={ui.mono}>
            {row.code ?? '—'}
            {row.codes > 1 ? ` +${row.codes - 1}` : ''}
          </span>
        ) : (
          t('promotions.automatic')
        ),
    },
    {
      id: 'uses',
      heading: t('promotions.uses'),
      numeric: true,
      cell: (row) => (
        <>
          <Count value={row.uses} />
          {row.max_uses === null ? null : (
            <>
              {' / '}
              <Count value={row.max_uses} />
            </>
          )}
        </>
      ),
    },
    {
      id: 'ends',
      heading: t('promotions.ends_at'),
      numeric: true,
      cell: (row) => (row.ends_at ? <When at={row.ends_at} exact /> : '—'),
    },
  ];
  return (
    <ListPage
      title={t('nav.promotions')}
      lead={t('promotions.lead')}
      actions={
        <>
          <ExportMenu
            names={['promotions']}
            filters={{ q: search.q, status: search.status, level: search.level }}
          />
          <Button
            variant="default"
            leftSection={<IconTestPipe size={16} />}
            onClick={() => void navigate({ to: '/promotions/simulator' })}
          >
            {t('simulator.title')}
          </Button>
          <Action
            needs="promotions.write"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/promotions/new' })}
          >
            {t('promotions.new')}
          </Action>
        </>
      }
      search={search}
      find={t('promotions.search')}
      filters={[
        {
          name: 'status',
          label: t('orders.status'),
          options: STATUSES.map((status) => [status, word('promotion', status)] as const),
        },
        {
          name: 'level',
          label: t('promotions.level'),
          options: LEVELS.map((level) => [level, word('level', level)] as const),
        },
      ]}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      nothing={t('promotions.none')}
      hint={t('promotions.none_hint')}
    />
  );
}
