import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconExternalLink } from '@tabler/icons-react';
import { getGetProductQueryOptions } from '../api/products';
import { Pictures } from '../features/products/Pictures';
import { ProductTexts } from '../features/products/ProductTexts';
import { VariantPrices } from '../features/products/VariantPrices';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { Page } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/products/$productId')({ component: ProductPage });

const PROCESSING_MS = 1500;

function ProductPage() {
  const { productId } = Route.useParams();
  const { t, locale } = useWords();
  const product = useQuery({
    ...getGetProductQueryOptions(productId),
    // While a picture is being made, look again: its queue tells nobody.
    refetchInterval: (query) =>
      query.state.data?.pictures.some(({ status }) => status === 'processing')
        ? PROCESSING_MS
        : false,
  });
  const { data } = product;
  const name = data ? (data.texts[locale]?.name ?? data.slug) : t('nav.products');
  return (
    <Page
      name={name}
      title={
        <span className={ui.row}>
          {name}
          {data ? <Status family="product" code={data.status} /> : null}
        </span>
      }
      back={{ to: '/products', label: t('nav.products') }}
      actions={
        data ? (
          <a className={ui.row} href={data.storefront_url} target="_blank" rel="noreferrer">
            {t('products.see_in_shop')}
            <IconExternalLink size={16} aria-hidden="true" />
          </a>
        ) : undefined
      }
    >
      <Awaited query={product} rows={10}>
        {(found) => (
          <>
            <VariantPrices product={found} />
            <div className={ui.split}>
              <ProductTexts key={found.id} product={found} />
              <Pictures product={found} />
            </div>
          </>
        )}
      </Awaited>
    </Page>
  );
}
