import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ListedPriceOut, PriceListOut } from '../../api/model';
import {
  getGetPriceListQueryKey,
  getListListedPricesQueryKey,
  getListPriceListsQueryKey,
  listListedPrices,
  setListPrices,
} from '../../api/products';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { useRows } from '../../ui/rows.ts';
import { Money } from '../../ui/text';
import { PasteDialog } from './PasteDialog';
import { PriceDialog } from './PriceDialog';

/** The prices of a list, beside what everybody pays. */
export function ListedPrices({ list }: { list: PriceListOut }) {
  const { t, locale } = useWords();
  const inWords = useOptions();
  const refresh = useRefresh();
  const [open, setOpen] = useState<'one' | 'many' | null>(null);
  const source = useRows<ListedPriceOut>({
    key: getListListedPricesQueryKey(list.id),
    read: (cursor, request) => listListedPrices(list.id, { limit: 100, ...cursor }, request),
  });
  const saved = () =>
    refresh(
      getListListedPricesQueryKey(list.id),
      getGetPriceListQueryKey(list.id),
      getListPriceListsQueryKey(),
    );
  const columns: Column<ListedPriceOut>[] = [
    {
      id: 'sku',
      heading: t('products.sku'),
      lead: true,
      cell: ({ sku, name, options }) => (
        <span>
          {sku}
          <span className={ui.soft}> · {[name, inWords(options)].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    {
      id: 'from',
      heading: t('price_lists.from'),
      numeric: true,
      cell: ({ from_quantity }) => count(from_quantity, locale),
    },
    {
      id: 'usual',
      heading: t('price_lists.usual'),
      numeric: true,
      cell: ({ usual }) => (usual ? <Money value={usual} /> : '—'),
    },
    {
      id: 'price',
      heading: t('price_lists.price'),
      numeric: true,
      cell: ({ price }) => <Money value={price} />,
    },
    {
      id: 'remove',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: ({ sku, from_quantity, price }) => (
        <Remove
          needs="prices.write"
          label={t('price_lists.remove_price')}
          title={t('settings.remove_title', { name: sku })}
          explained={t('price_lists.remove_price_explained')}
          remove={() =>
            setListPrices(
              list.id,
              {
                prices: [{ sku, currency: price.currency, from_quantity, amount_minor: null }],
              },
              ifMatch(list.version),
            )
          }
          removed={saved}
        />
      ),
    },
  ];
  const close = () => setOpen(null);
  return (
    <Panel
      title={t('price_lists.prices')}
      aside={
        <span className={ui.row}>
          <Action needs="prices.write" size="xs" variant="default" onClick={() => setOpen('many')}>
            {t('price_lists.paste')}
          </Action>
          <Action
            needs="prices.write"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => setOpen('one')}
          >
            {t('price_lists.add')}
          </Action>
        </span>
      }
    >
      <DataTable
        source={source}
        columns={columns}
        keyOf={({ sku, price, from_quantity }) => `${sku} ${price.currency} ${from_quantity}`}
        caption={t('price_lists.prices')}
        nothing={t('price_lists.no_prices')}
        hint={t('price_lists.no_prices_hint')}
      />
      {open === 'one' ? <PriceDialog list={list} close={close} saved={saved} /> : null}
      {open === 'many' ? <PasteDialog list={list} close={close} saved={saved} /> : null}
    </Panel>
  );
}
