import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Product, RelatedProduct, RelatedProducts as Related } from '../../api/model';
import {
  getGetProductQueryKey,
  getGetRelatedProductsQueryKey,
  getGetRelatedProductsQueryOptions,
  getRelatedProducts,
  setRelatedProducts,
} from '../../api/products';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { ChosenProducts } from '../../ui/ChosenProducts';
import { Fields } from '../../ui/form/Fields';
import { Met } from '../../ui/form/Met';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Leaving } from '../../ui/Leaving';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { Refusal } from '../../ui/Refusal';
import { Awaited } from '../../ui/states';

interface Values {
  products: readonly RelatedProduct[];
  both_ways: boolean;
}

function valuesOf({ items }: Related): Values {
  return { products: items, both_ways: false };
}

/** What its page shows beside a product, by hand and in order; the shop fills the rest of the row. */
export function RelatedProducts({ product }: { product: Product }) {
  const { t } = useWords();
  const query = useQuery(getGetRelatedProductsQueryOptions(product.id));
  return (
    <Panel title={t('related.title')}>
      <Awaited query={query} rows={2}>
        {(found) => <Editing product={product} stored={found} />}
      </Awaited>
    </Panel>
  );
}

function Editing({ product, stored }: { product: Product; stored: Related }) {
  const { t } = useWords();
  const can = useCan();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const form = useForm<Values, Related>({
    fields: [
      {
        kind: 'own',
        name: 'products',
        label: t('related.title'),
        draw: ({ values, set }, error) => (
          <ChosenProducts
            chosen={values.products}
            change={(to) => set({ products: to.filter(({ id }) => id !== product.id) })}
            error={error}
          />
        ),
        inWords: ({ products }) => namesOf(products) || t('related.none'),
      },
      { kind: 'switch', name: 'both_ways', label: t('related.both_ways') },
    ],
    read: valuesOf(stored),
    version: stored.version,
    save: ({ products, both_ways }, { version }) =>
      setRelatedProducts(
        product.id,
        { products: products.map(({ id }) => id), both_ways },
        ifMatch(version),
      ),
    reload: async () => {
      const now = await getRelatedProducts(product.id);
      return { values: valuesOf(now), version: now.version };
    },
    saved: (now) => {
      queries.setQueryData(getGetRelatedProductsQueryKey(product.id), now);
      return refresh(getGetProductQueryKey(product.id));
    },
  });
  if (!can('products.write')) return <p>{namesOf(stored.items) || t('related.none')}</p>;
  function submit(event: FormEvent) {
    event.preventDefault();
    void form.submit();
  }
  return (
    <form className={ui.form} onSubmit={submit} noValidate>
      <Leaving isChanged={form.isChanged && !form.isSaving} />
      <p className={ui.soft}>{t('related.hint')}</p>
      <Met form={form} />
      <Refusal {...(form.failure ? { failure: form.failure } : {})} />
      <Fields form={form} />
      <div className={ui.end}>
        <Button type="submit" loading={form.isSaving}>
          {t('related.save')}
        </Button>
      </div>
    </form>
  );
}

function namesOf(products: readonly RelatedProduct[]): string {
  return products.map(({ name }) => name).join(', ');
}
