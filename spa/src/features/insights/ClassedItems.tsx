import { useQuery } from '@tanstack/react-query';
import { getListItemClassesQueryOptions } from '../../api/insights';
import type { ItemClass } from '../../api/model';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Panel } from '../../ui/Page';
import { wholeRows } from '../../ui/rows.ts';
import { Money } from '../../ui/text';

interface ClassedItemsProps {
  currency: string;
  abc: ItemClass['abc'] | undefined;
  xyz: ItemClass['xyz'] | undefined;
}

/** The hundred articles of a cell that bring most. */
export function ClassedItems({ currency, abc, xyz }: ClassedItemsProps) {
  const { t, n, locale } = useWords();
  const items = useQuery(
    getListItemClassesQueryOptions({
      currency,
      ...(abc ? { abc } : {}),
      ...(xyz ? { xyz } : {}),
    }),
  );
  const part = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const columns: Column<ItemClass>[] = [
    { id: 'name', heading: t('insights.article'), lead: true, cell: ({ name }) => name },
    { id: 'sku', heading: t('stock.sku'), cell: ({ sku }) => sku },
    { id: 'class', heading: t('insights.class'), corner: true, cell: (row) => row.abc + row.xyz },
    {
      id: 'revenue',
      heading: t('insights.revenue'),
      numeric: true,
      cell: (row) => <Money value={{ amount_minor: row.revenue_minor, currency: row.currency }} />,
    },
    {
      id: 'share',
      heading: t('insights.share'),
      numeric: true,
      deskOnly: true,
      cell: ({ share }) => part.format(share),
    },
    {
      id: 'units',
      heading: t('insights.units'),
      numeric: true,
      cell: ({ units }) => count(units, locale),
    },
    {
      id: 'cv',
      heading: t('insights.variation'),
      numeric: true,
      cell: ({ cv }) => decimal.format(cv),
    },
    {
      id: 'weeks',
      heading: t('insights.weeks_sold'),
      numeric: true,
      wideOnly: true,
      cell: ({ weeks_sold }) => n('insights.weeks', weeks_sold),
    },
  ];
  return (
    <Panel title={t('insights.articles')} flush>
      <DataTable
        source={wholeRows(items)}
        columns={columns}
        keyOf={({ natural_key }) => natural_key}
        caption={t('insights.articles')}
        nothing={t('insights.no_articles')}
        isWhole={false}
      />
    </Panel>
  );
}
