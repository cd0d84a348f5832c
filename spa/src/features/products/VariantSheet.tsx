import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Product } from '../../api/model';
import {
  getGetProductQueryKey,
  getListProductEventsQueryKey,
  getListProductsQueryKey,
  saveVariants,
} from '../../api/products';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Leaving } from '../../ui/Leaving';
import { Panel } from '../../ui/Page';
import { Refusal } from '../../ui/Refusal';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';
import classes from './products.module.css';
import { Clashes } from './sheet/Clashes';
import { clashesOf } from './sheet/meeting.ts';
import { SheetView } from './sheet/SheetView';
import { useSheet } from './sheet/useSheet.ts';
import type { Asking } from './sheet/asking.ts';

interface Sent extends Asking {
  isConfirmed: boolean;
}

/** The variants of a product: all that was changed is saved in one request, or nothing is. */
export function VariantSheet({ product }: { product: Product }) {
  const { t, n } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const sheet = useSheet(product, product.pictures, product.slug, {
    typeId: product.type_id,
    isGiftCard: product.kind === 'gift_card',
  });
  // As it was when the first cell was typed in: what others save from then on is compared.
  const [before, setBefore] = useState(product);
  if (!sheet.isChanged && before !== product) setBefore(product);
  const clashes = clashesOf(before, product, sheet.history.edits, sheet.columns);
  const [failure, setFailure] = useState<unknown>(null);
  const [odd, setOdd] = useState(0);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ asked, isConfirmed }: Sent) =>
      saveVariants(
        product.id,
        { ...asked, ...(isConfirmed ? { confirm: ['prices_to_confirm'] } : {}) },
        ifMatch(product.version),
      ),
    onSuccess: async () => {
      setFailure(null);
      setOdd(0);
      await refresh(
        getGetProductQueryKey(product.id),
        getListProductEventsQueryKey(product.id),
        getListProductsQueryKey(),
      );
      sheet.history.forget();
      toast.done('form.saved');
    },
    onError: async (refusal, { keys }) => {
      const code = refusal instanceof Problem ? refusal.code : '';
      sheet.blame(refusal, keys);
      setOdd(code === 'prices_to_confirm' ? Number((refusal as Problem).facts['count'] ?? 1) : 0);
      setFailure(code === 'prices_to_confirm' ? null : refusal);
      if (code === 'product_changed') await refresh(getGetProductQueryKey(product.id));
    },
  });
  function save(isConfirmed: boolean) {
    const asking = sheet.asking();
    setFailure(null);
    if (asking) mutate({ ...asking, isConfirmed });
  }
  function discard() {
    sheet.history.forget();
    sheet.blame(null, []);
    setFailure(null);
    setOdd(0);
  }
  const wrong = Object.keys(sheet.errors).length;
  const converted = [
    ...new Set(
      product.variants
        .flatMap(({ prices }) => prices)
        .filter((one) => one.is_converted)
        .map(({ price }) => price.currency),
    ),
  ];
  return (
    <Panel title={t('products.variants_and_prices')} flush>
      <Leaving isChanged={sheet.isChanged && !isPending} />
      <SheetView sheet={sheet} />
      {converted.length > 0 ? (
        <p className={classes.hint}>
          {t('products.converted_prices', { currencies: converted.join(', ') })}
        </p>
      ) : null}
      {sheet.isChanged ? (
        <div className={classes.bar} role="region" aria-label={t('products.sheet_bar')}>
          <Refusal {...(failure ? { failure } : {})} />
          <Clashes sheet={sheet} clashes={clashes} />
          <div className={classes.barRow}>
            <span>
              {odd > 0
                ? n('products.odd_prices', odd)
                : wrong > 0
                  ? n('products.wrong_cells', wrong)
                  : t('form.unsaved')}
            </span>
            <Button variant="default" disabled={isPending} onClick={discard}>
              {t('form.discard')}
            </Button>
            {odd > 0 ? (
              <Button color="terracotta" loading={isPending} onClick={() => save(true)}>
                {t('products.prices_confirm')}
              </Button>
            ) : (
              <Button loading={isPending} onClick={() => save(false)}>
                {t('products.save_variants')}
              </Button>
            )}
          </div>
        </div>
      ) : null}
    </Panel>
  );
}
