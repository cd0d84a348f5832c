import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ProductVariant } from '../../api/model';
import {
  getGetProductQueryKey,
  getListPriceChangesQueryKey,
  getListPriceChangesQueryOptions,
  useSetPrice,
  type setPrice,
} from '../../api/products';
import { useWords } from '../../i18n';
import { major, minorUnits } from '../../i18n/figures.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Money, When } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import classes from './products.module.css';

/** The currencies that the API takes a price in. */
type Currency = Parameters<typeof setPrice>[1];

export interface Edited {
  variant: ProductVariant;
  currency: string;
}

/** What was typed, as minor units; the second price may be left out. */
function read(price: string, before: string, currency: string) {
  const amount = minorUnits(price, currency);
  const compare = before.trim() === '' ? undefined : minorUnits(before, currency);
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
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const now = variant.prices.find(({ price }) => price.currency === currency);
  const [price, setPrice] = useState(now ? major(now.price) : '');
  const [before, setBefore] = useState(now?.compare_at ? major(now.compare_at) : '');
  const { amount, compare, isTooLow } = read(price, before, currency);
  const changes = useQuery(getListPriceChangesQueryOptions(variant.id));
  const save = useSetPrice({
    mutation: {
      onSuccess: async () => {
        close();
        toast.done('products.price_saved');
        await refresh(getGetProductQueryKey(productId), getListPriceChangesQueryKey(variant.id));
      },
      onError: toast.failed,
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (amount === null || compare === null || isTooLow) return;
    save.mutate({
      variantId: variant.id,
      currency: currency as Currency,
      data: {
        amount_minor: amount,
        ...(compare === undefined ? {} : { compare_at_minor: compare }),
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
    <Modal
      opened
      onClose={close}
      title={t('products.price_title', { sku: variant.sku, currency })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={ui.form} onSubmit={submit}>
        <TextInput
          label={t('products.price')}
          inputMode="decimal"
          required
          data-autofocus
          value={price}
          error={price !== '' && amount === null ? t('products.price_wrong') : undefined}
          onChange={(event) => setPrice(event.currentTarget.value)}
        />
        <TextInput
          label={t('products.price_before')}
          description={t('products.price_before_hint')}
          inputMode="decimal"
          value={before}
          error={beforeError}
          onChange={(event) => setBefore(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
      {changes.data && changes.data.items.length > 0 ? (
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
      ) : null}
    </Modal>
  );
}
