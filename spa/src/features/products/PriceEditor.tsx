import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PriceAsked, ProductVariant } from '../../api/model';
import {
  getGetProductQueryKey,
  getListPriceChangesQueryKey,
  getListPriceChangesQueryOptions,
  useSetPrice,
  type setPrice,
} from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useWords, type Locale } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { major, minorUnits } from '../../i18n/figures.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Money, When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import classes from './products.module.css';

/** The currencies that the API takes a price in. */
type Currency = Parameters<typeof setPrice>[1];

type Question = NonNullable<PriceAsked['confirm']>[number];

/** What the API asks a person to say yes to, before the price is live. */
function questionOf(failure: unknown): Question | null {
  const code = failure instanceof Problem ? failure.code : null;
  return code === 'price_is_zero' || code === 'price_moves_far' ? code : null;
}

export interface Edited {
  variant: ProductVariant;
  currency: string;
}

/** What was typed, as minor units; the second price may be left out. */
function read(price: string, before: string, currency: string, locale: Locale) {
  const amount = minorUnits(price, currency, locale);
  const compare = before.trim() === '' ? undefined : minorUnits(before, currency, locale);
  return {
    amount,
    compare,
    isTooLow: amount !== null && typeof compare === 'number' && compare <= amount,
  };
}

export function PriceEditor({
  edited,
  productId,
  close,
}: {
  edited: Edited;
  productId: string;
  close: () => void;
}) {
  const { variant, currency } = edited;
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const now = variant.prices.find(({ price }) => price.currency === currency);
  const [price, setPrice] = useState(now ? major(now.price, locale) : '');
  const [before, setBefore] = useState(now?.compare_at ? major(now.compare_at, locale) : '');
  const [question, ask] = useState<Question | null>(null);
  const { amount, compare, isTooLow } = read(price, before, currency, locale);
  const changes = useQuery(getListPriceChangesQueryOptions(variant.id));
  const save = useSetPrice({
    mutation: {
      onError: (failure) => ask(questionOf(failure)),
      onSuccess: async () => {
        close();
        toast.done('products.price_saved');
        await refresh(getGetProductQueryKey(productId), getListPriceChangesQueryKey(variant.id));
      },
    },
  });
  function submit() {
    if (amount === null || compare === null || isTooLow) return undefined;
    return save.mutateAsync({
      variantId: variant.id,
      currency: currency as Currency,
      data: {
        amount_minor: amount,
        ...(compare === undefined ? {} : { compare_at_minor: compare }),
        ...(question ? { confirm: [question] } : {}),
      },
    });
  }
  const beforeError =
    compare === null
      ? t('products.price_wrong')
      : isTooLow
        ? t('products.price_before_low')
        : undefined;
  return (
    <FormDialog
      title={t('products.price_title', { sku: variant.sku, currency })}
      close={close}
      confirm={t(question ? 'products.price_confirm' : 'action.save')}
      isGrave={question !== null}
      submit={submit}
      after={
        changes.data && changes.data.items.length > 0 ? (
          <ol className={classes.history} aria-label={t('products.price_history')}>
            {changes.data.items
              .filter((change) => change.price.currency === currency)
              .slice(0, 6)
              .map((change) => (
                <li key={change.at}>
                  <Money value={change.price} />
                  <span>{change.actor}</span>
                  <When at={change.at} />
                </li>
              ))}
          </ol>
        ) : null
      }
    >
      {question ? <p className={classes.check}>{t('products.price_check')}</p> : null}
      <TextInput
        label={t('products.price')}
        inputMode="decimal"
        required
        data-autofocus
        value={price}
        error={price !== '' && amount === null ? t('products.price_wrong') : undefined}
        onChange={(event) => {
          setPrice(event.currentTarget.value);
          ask(null);
        }}
      />
      <TextInput
        label={t('products.price_before')}
        description={t('products.price_before_hint')}
        inputMode="decimal"
        value={before}
        error={beforeError}
        onChange={(event) => setBefore(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
