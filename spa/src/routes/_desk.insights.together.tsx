import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getListBoughtTogetherQueryOptions } from '../api/insights';
import type { BoughtTogether } from '../api/model';
import { AsOf } from '../features/insights/AsOf';
import { Tabs } from '../features/insights/Tabs';
import { useWords } from '../i18n';
import { count } from '../i18n/figures.ts';
import type { Column } from '../ui/DataTable';
import { ListPage } from '../ui/ListPage';
import { wholeRows } from '../ui/rows.ts';
import { searchOf, typed } from '../ui/search.ts';

export const Route = createFileRoute('/_desk/insights/together')({
  validateSearch: searchOf({ q: typed }),
  component: Together,
});

function Together() {
  const { t, locale } = useWords();
  const search = Route.useSearch();
  const pairs = useQuery({
    ...getListBoughtTogetherQueryOptions(search.q ? { q: search.q } : {}),
    placeholderData: (previous) => previous,
  });
  const part = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const columns: Column<BoughtTogether>[] = [
    {
      id: 'pair',
      heading: t('insights.pair'),
      lead: true,
      cell: ({ item_name, other_name }) => `${item_name} + ${other_name}`,
    },
    {
      id: 'baskets',
      heading: t('nav.orders'),
      numeric: true,
      cell: ({ baskets }) => count(baskets, locale),
    },
    {
      id: 'support',
      heading: t('insights.support'),
      numeric: true,
      deskOnly: true,
      cell: ({ support }) => part.format(support),
    },
    {
      id: 'confidence',
      heading: t('insights.confidence'),
      numeric: true,
      cell: ({ confidence }) => part.format(confidence),
    },
    {
      id: 'reverse',
      heading: t('insights.reverse'),
      numeric: true,
      wideOnly: true,
      cell: ({ reverse }) => part.format(reverse),
    },
    {
      id: 'lift',
      heading: t('insights.lift'),
      numeric: true,
      corner: true,
      cell: ({ lift }) => `× ${decimal.format(lift)}`,
    },
  ];
  return (
    <ListPage
      title={t('insights.together')}
      lead={t('insights.together_lead')}
      search={search}
      find={t('insights.find_pair')}
      source={wholeRows(pairs)}
      columns={columns}
      keyOf={({ item, other }) => `${item} ${other}`}
      nothing={t('insights.no_pairs')}
      hint={t('insights.none_hint')}
      noneFound={t('insights.no_pair_found')}
    >
      <Tabs />
      <AsOf model="basket_pair" />
    </ListPage>
  );
}
