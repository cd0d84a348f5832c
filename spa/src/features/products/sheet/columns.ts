/** The columns of the grid of variants: how a cell reads, and what the API is sent for what was typed in it. */

import type { ProductPicture, ProductVariant, TypeAttribute } from '../../../api/model';
import type { Locale, Words } from '../../../i18n';
import { major, minorUnits } from '../../../i18n/figures.ts';
import { attributeColumns } from './attributes.ts';
import { backorderColumns } from './backorders.ts';
import type { SheetColumn } from './column.ts';
import { COUNT, measureOf, measureText, sizeOf, sizeText, type Sent } from './measures.ts';

interface Shop {
  isGiftCard: boolean;
  attributes: readonly TypeAttribute[];
  currencies: readonly string[];
  pictures: readonly ProductPicture[];
  /** Whether this person may say how it is sold without stock. */
  sellsAhead: boolean;
  /** Where a new variant's stock lies; none where the shop has no location. */
  location: string | null;
  words: Words;
}

function text(name: 'barcode' | 'hs_code' | 'origin_country') {
  return {
    read: (variant: ProductVariant) => variant[name] ?? '',
    send: (typed: string): Sent => ({
      [name]: name === 'origin_country' ? typed.toUpperCase() : typed.replaceAll(/\s/g, ''),
    }),
    fields: [name],
  };
}

function priceOf(variant: ProductVariant | null, currency: string) {
  return variant?.prices.find(({ price }) => price.currency === currency);
}

function amount(typed: string, currency: string, locale: Locale): number | null | undefined {
  return typed === '' ? null : (minorUnits(typed, currency, locale) ?? undefined);
}

function priceColumns(currency: string, at: number, words: Words): SheetColumn[] {
  const { t, locale } = words;
  return [
    {
      id: `price.${currency}`,
      label: t('products.price_in', { currency }),
      width: 110,
      isNumeric: true,
      read: (variant) => {
        const found = priceOf(variant, currency);
        return found ? major(found.price, locale) : '';
      },
      isConverted: (variant) => priceOf(variant, currency)?.is_converted ?? false,
      send: (typed, before) => {
        const minor = amount(typed, currency, locale);
        if (minor === undefined) return null;
        const compared = priceOf(before, currency)?.compare_at?.amount_minor ?? null;
        return {
          prices: {
            [currency]: { amount_minor: minor, compare_at_minor: minor === null ? null : compared },
          },
        };
      },
      fields: [`price.${currency}`, 'currency'],
    },
    {
      id: `compare_at.${currency}`,
      label: t('products.compare_in', { currency }),
      width: 120,
      isNumeric: true,
      isMore: at > 0,
      read: (variant) => {
        const found = priceOf(variant, currency)?.compare_at;
        return found ? major(found, locale) : '';
      },
      send: (typed, before) => {
        const minor = amount(typed, currency, locale);
        if (minor === undefined) return null;
        const now = priceOf(before, currency)?.price.amount_minor ?? null;
        return { prices: { [currency]: { amount_minor: now, compare_at_minor: minor } } };
      },
      fields: [`compare_at.${currency}`],
    },
  ];
}

/** Up to which amount, from its price on, buyers say what a gift card is worth. */
function ownAmountColumn(currency: string, { t, locale }: Words): SheetColumn {
  return {
    id: `own_amount.${currency}`,
    label: t('products.own_amount', { currency }),
    width: 150,
    isNumeric: true,
    read: ({ own_amounts }) => {
      const most = own_amounts[currency];
      return most === undefined ? '' : major({ amount_minor: most, currency }, locale);
    },
    send: (typed) => {
      const minor = amount(typed, currency, locale);
      return minor === undefined ? null : { own_amounts: { [currency]: minor } };
    },
    fields: [`own_amount.${currency}`],
  };
}

export function columnsOf(shop: Shop): SheetColumn[] {
  const { attributes, currencies, isGiftCard, pictures, location, sellsAhead, words } = shop;
  const { t, locale } = words;
  const [base = 'EUR'] = currencies;
  const columns: SheetColumn[] = [
    {
      id: 'sku',
      label: t('products.sku'),
      width: 215,
      read: ({ sku }) => sku,
      send: (typed) => ({ sku: typed }),
      fields: ['sku'],
    },
    ...attributeColumns(attributes, words),
    ...currencies.flatMap((currency, at) => priceColumns(currency, at, words)),
    ...(isGiftCard ? currencies.map((currency) => ownAmountColumn(currency, words)) : []),
    {
      id: 'stock',
      label: t('products.stock'),
      width: 90,
      isNumeric: true,
      isFirst: true,
      read: ({ free }) => String(free),
      send: (typed) => {
        if (typed === '' || typed === '0') return {};
        if (!COUNT.test(typed) || location === null) return null;
        return { stock: { location, quantity: Number(typed) } };
      },
      fields: ['stock'],
    },
    ...(sellsAhead && !isGiftCard ? backorderColumns(words) : []),
    {
      id: 'weight_g',
      label: t('products.weight'),
      width: 100,
      isNumeric: true,
      read: ({ weight_g }) => (weight_g === 0 ? '' : String(weight_g)),
      send: (typed) =>
        typed === '' ? { weight_g: 0 } : COUNT.test(typed) ? { weight_g: Number(typed) } : null,
      fields: ['weight_g'],
    },
    { id: 'barcode', label: t('products.barcode'), width: 140, ...text('barcode') },
    {
      id: 'measure',
      label: t('products.measure'),
      width: 130,
      isMore: true,
      read: measureText,
      send: measureOf,
      fields: ['measure_amount'],
    },
    {
      id: 'cost',
      label: t('products.cost', { currency: base }),
      width: 110,
      isNumeric: true,
      isMore: true,
      read: ({ cost_minor }) =>
        cost_minor === null ? '' : major({ amount_minor: cost_minor, currency: base }, locale),
      send: (typed) => {
        const minor = amount(typed, base, locale);
        return minor === undefined ? null : { cost_minor: minor };
      },
      fields: ['cost_minor'],
    },
    {
      id: 'size',
      label: t('products.size'),
      width: 150,
      isMore: true,
      read: sizeText,
      send: sizeOf,
      fields: ['length_mm', 'width_mm', 'height_mm'],
    },
    { id: 'hs_code', label: t('products.hs_code'), width: 120, isMore: true, ...text('hs_code') },
    {
      id: 'origin_country',
      label: t('products.origin'),
      width: 90,
      isMore: true,
      ...text('origin_country'),
    },
  ];
  return pictures.length === 0 ? columns : [...columns, pictureColumn(pictures, words)];
}

/** The number of a picture in the product's own order. */
function pictureColumn(pictures: readonly ProductPicture[], { t }: Words): SheetColumn {
  return {
    id: 'picture',
    label: t('products.picture_number'),
    width: 100,
    isNumeric: true,
    isMore: true,
    read: ({ media_id }) => {
      const at = pictures.findIndex(({ id }) => id === media_id);
      return at < 0 ? '' : String(at + 1);
    },
    send: (typed) => {
      if (typed === '') return { media_id: null };
      const picture = COUNT.test(typed) ? pictures[Number(typed) - 1] : undefined;
      return picture ? { media_id: picture.id } : null;
    },
    fields: ['media_id'],
  };
}
