import { Button, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Product, RelatedProduct } from '../../api/model';
import {
  getGetProductQueryKey,
  getGetRelatedProductsQueryKey,
  getGetRelatedProductsQueryOptions,
  useSetRelatedProducts,
} from '../../api/products';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import { ChosenProducts } from '../../ui/ChosenProducts';

/** What its page shows beside a product, by hand and in order; the shop fills the rest of the row. */
export function RelatedProducts({ product }: { product: Product }) {
  const { t } = useWords();
  const query = useQuery(getGetRelatedProductsQueryOptions(product.id));
  return (
    <Panel title={t('related.title')}>
      <Awaited query={query} rows={2}>
        {({ items }) => (
          <Editing key={items.map(({ id }) => id).join()} product={product} stored={items} />
        )}
      </Awaited>
    </Panel>
  );
}

function Editing({ product, stored }: { product: Product; stored: readonly RelatedProduct[] }) {
  const { t } = useWords();
  const can = useCan();
  const toast = useToast();
  const refresh = useRefresh();
  const [chosen, setChosen] = useState<RelatedProduct[]>([...stored]);
  const [isBothWays, setBothWays] = useState(false);
  const save = useSetRelatedProducts({
    request: ifMatch(product.version),
    mutation: {
      onSuccess: () => toast.done('form.saved'),
      onError: toast.failed,
      onSettled: () =>
        refresh(getGetRelatedProductsQueryKey(product.id), getGetProductQueryKey(product.id)),
    },
  });
  const products = chosen.map(({ id }) => id);
  if (!can('products.write'))
    return <p>{chosen.map(({ name }) => name).join(', ') || t('related.none')}</p>;
  return (
    <div className={ui.form}>
      <p className={ui.soft}>{t('related.hint')}</p>
      <ChosenProducts
        chosen={chosen}
        change={(to) => setChosen(to.filter(({ id }) => id !== product.id))}
        error={undefined}
      />
      <Switch
        label={t('related.both_ways')}
        checked={isBothWays}
        onChange={(event) => setBothWays(event.currentTarget.checked)}
      />
      <div className={ui.end}>
        <Button
          loading={save.isPending}
          onClick={() =>
            save.mutate({ productId: product.id, data: { products, both_ways: isBothWays } })
          }
        >
          {t('related.save')}
        </Button>
      </div>
    </div>
  );
}
