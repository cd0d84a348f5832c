import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { IconExternalLink } from '@tabler/icons-react';
import { getGetProductQueryOptions } from '../api/products';
import { Pictures } from '../features/products/Pictures';
import { ProductTexts } from '../features/products/ProductTexts';
import { VariantPrices } from '../features/products/VariantPrices';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { RecordPage } from '../ui/RecordPage';
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
  return (
    <RecordPage
      query={product}
      back={{ to: '/products', label: t('nav.products') }}
      title={({ texts, slug }) => texts[locale]?.name ?? slug}
      status={({ status }) => <Status family="product" code={status} />}
      actions={(found) => (
        <a className={ui.row} href={found.storefront_url} target="_blank" rel="noreferrer">
          {t('products.see_in_shop')}
          <IconExternalLink size={16} aria-hidden="true" />
        </a>
      )}
      side={(found) => <Pictures product={found} />}
    >
      {(found) => (
        <>
          <VariantPrices product={found} />
          <ProductTexts key={found.id} product={found} />
        </>
      )}
    </RecordPage>
  );
}
