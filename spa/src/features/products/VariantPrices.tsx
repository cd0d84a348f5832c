import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Product, ProductVariant } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { Money } from '../../ui/text';
import { useCan } from '../../session.ts';
import { PriceEditor, type Edited } from './PriceEditor';

export function VariantPrices({ product }: { product: Product }) {
  const { t, word } = useWords();
  const can = useCan();
  const inWords = useOptions();
  const [edited, setEdited] = useState<Edited | null>(null);
  const currencies = [
    ...new Set(product.variants.flatMap(({ prices }) => prices.map(({ price }) => price.currency))),
  ].toSorted();
  const canEdit = can('prices.write');
  const why = t('failure.needs', { permission: word('permission', 'prices.write') });

  const priceColumns = currencies.map((currency): Column<ProductVariant> => ({
    id: currency,
    heading: currency,
    numeric: true,
    cell: (variant) => {
      const found = variant.prices.find(({ price }) => price.currency === currency);
      const label = canEdit ? t('products.change_price', { sku: variant.sku, currency }) : why;
      return (
        <span className={ui.price}>
          {found?.compare_at ? (
            <s className={ui.soft}>
              <Money value={found.compare_at} />
            </s>
          ) : null}
          {found ? <Money value={found.price} /> : '—'}
          <Tooltip label={label}>
            <ActionIcon
              size="sm"
              aria-label={label}
              aria-disabled={!canEdit}
              data-disabled={canEdit ? undefined : true}
              onClick={() => canEdit && setEdited({ variant, currency })}
            >
              <IconPencil size={14} />
            </ActionIcon>
          </Tooltip>
        </span>
      );
    },
  }));
  const columns: Column<ProductVariant>[] = [
    {
      id: 'sku',
      heading: t('products.sku'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/stock/$sku" params={{ sku: row.sku }}>
          {row.sku}
        </Link>
      ),
    },
    { id: 'options', heading: t('products.options'), cell: (row) => inWords(row.options) || '—' },
    ...priceColumns,
    {
      id: 'stock',
      heading: t('stock.availability'),
      corner: true,
      cell: (row) => <Status family="availability" code={row.availability} />,
    },
    { id: 'free', heading: t('stock.free'), numeric: true, cell: (row) => row.free },
  ];
  return (
    <Panel title={t('products.variants_and_prices')} flush>
      <DataTable
        source={{
          rows: product.variants,
          error: null,
          retry: () => undefined,
          more: undefined,
          isReadingMore: false,
        }}
        columns={columns}
        keyOf={(row) => row.id}
        caption={t('products.variants_and_prices')}
        nothing={t('products.no_variants')}
      />
      {edited ? (
        <PriceEditor
          key={`${edited.variant.id}${edited.currency}`}
          edited={edited}
          productId={product.id}
          close={() => setEdited(null)}
        />
      ) : null}
    </Panel>
  );
}
