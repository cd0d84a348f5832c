import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetProductQueryOptions } from '../api/products';
import { Pictures } from '../features/products/Pictures';
import { ProductActions } from '../features/products/ProductActions';
import { ProductForm } from '../features/products/ProductForm';
import { ProductHistory } from '../features/products/ProductHistory';
import { ProductReturns } from '../features/products/ProductReturns';
import { RelatedProducts } from '../features/products/RelatedProducts';
import { Sales } from '../features/products/Sales';
import { VariantSheet } from '../features/products/VariantSheet';
import { WithoutPrice } from '../features/products/WithoutPrice';
import { useWords } from '../i18n';
import { RecordPage } from '../ui/RecordPage';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/products/$productId')({ component: ProductPage });

const PROCESSING_MS = 2_000;

function ProductPage() {
  const { productId } = Route.useParams();
  const { t, locale } = useWords();
  const product = useQuery({
    ...getGetProductQueryOptions(productId),
    refetchInterval: ({ state }) =>
      state.data?.pictures.some(({ status }) => status === 'processing' || status === 'uploading')
        ? PROCESSING_MS
        : false,
  });
  return (
    <RecordPage
      query={product}
      back={{ to: '/products', label: t('nav.products') }}
      title={({ texts, slug }) => texts[locale]?.name || slug}
      status={({ status }) => <Status family="product" code={status} />}
      actions={(found) => <ProductActions product={found} />}
    >
      {(found) => (
        <>
          <WithoutPrice product={found} />
          <VariantSheet key={`${found.id} variants`} product={found} />
          <Sales product={found} />
          <ProductForm key={found.id} product={found} />
          <Pictures product={found} />
          <RelatedProducts product={found} />
          <ProductReturns productId={found.id} />
          <ProductHistory productId={found.id} />
        </>
      )}
    </RecordPage>
  );
}
