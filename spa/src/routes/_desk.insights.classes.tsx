import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getListClassCellsQueryOptions } from '../api/insights';
import type { ClassCell } from '../api/model';
import { AsOf } from '../features/insights/AsOf';
import { ClassMatrix } from '../features/insights/ClassMatrix';
import { ClassedItems } from '../features/insights/ClassedItems';
import { NoInsight } from '../features/insights/NoInsight';
import { Tabs } from '../features/insights/Tabs';
import { useWords } from '../i18n';
import { Filters } from '../ui/Filters';
import { Page } from '../ui/Page';
import { oneOf, searchOf, typed, useSearchChange } from '../ui/search.ts';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/insights/classes')({
  validateSearch: searchOf({
    currency: typed,
    abc: oneOf(['A', 'B', 'C']),
    xyz: oneOf(['X', 'Y', 'Z']),
  }),
  component: Classes,
});

function Classes() {
  const { t } = useWords();
  const cells = useQuery(getListClassCellsQueryOptions());
  return (
    <Page title={t('insights.classes')} lead={t('insights.classes_lead')}>
      <Tabs />
      <AsOf model="item_class" />
      <Awaited query={cells}>
        {({ items }) =>
          items.length === 0 ? (
            <NoInsight model="item_class" message={t('insights.no_classes')} />
          ) : (
            <Chosen cells={items} />
          )
        }
      </Awaited>
    </Page>
  );
}

function Chosen({ cells }: { cells: readonly ClassCell[] }) {
  const { t } = useWords();
  const { currency: asked, abc, xyz } = Route.useSearch();
  const change = useSearchChange();
  const currencies = [...new Set(cells.map((one) => one.currency))];
  const most = currencies.toSorted((one, other) => unitsIn(cells, other) - unitsIn(cells, one))[0];
  const currency = currencies.find((one) => one === asked) ?? most ?? 'EUR';
  return (
    <>
      <Filters>
        <Select
          aria-label={t('reports.currency')}
          w={100}
          allowDeselect={false}
          value={currency}
          data={currencies}
          onChange={(chosen) => change({ currency: chosen ?? undefined })}
        />
      </Filters>
      <ClassMatrix
        cells={cells.filter((one) => one.currency === currency)}
        chosen={abc && xyz ? `${abc}${xyz}` : undefined}
        choose={(cell) => change({ abc: cell?.abc, xyz: cell?.xyz, currency })}
      />
      <ClassedItems currency={currency} abc={abc} xyz={xyz} />
    </>
  );
}

function unitsIn(cells: readonly ClassCell[], currency: string): number {
  return cells.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.units, 0);
}
