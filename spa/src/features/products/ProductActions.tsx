import { IconCopy, IconExternalLink, IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Product, ProductStatus } from '../../api/model';
import {
  duplicateProduct,
  editProduct,
  getGetProductQueryKey,
  getListProductEventsQueryKey,
  getListProductsQueryKey,
  previewProduct,
  removeProduct,
} from '../../api/products';
import { useWords, type Key } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { useToast } from '../../ui/toast.ts';

/** What a product most likely becomes next. */
const NEXT: Readonly<Record<ProductStatus, readonly [to: ProductStatus, label: Key]>> = {
  draft: ['active', 'products.publish'],
  active: ['archived', 'products.archive'],
  scheduled: ['active', 'products.publish'],
  unlisted: ['archived', 'products.archive'],
  archived: ['draft', 'products.take_back'],
};

export function ProductActions({ product }: { product: Product }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const [to, label] = NEXT[product.status];
  const move = useMutation({
    mutationFn: () => editProduct(product.id, { status: to }, ifMatch(product.version)),
    onSuccess: () => toast.done('form.saved'),
    onError: toast.failed,
    onSettled: () =>
      refresh(
        getGetProductQueryKey(product.id),
        getListProductEventsQueryKey(product.id),
        getListProductsQueryKey(),
      ),
  });
  const copy = useMutation({
    mutationFn: () => duplicateProduct(product.id),
    onSuccess: async ({ id }) => {
      toast.done('products.duplicated');
      await refresh(getListProductsQueryKey());
      await navigate({ to: '/products/$productId', params: { productId: id } });
    },
    onError: toast.failed,
  });
  const look = useMutation({
    mutationFn: () => previewProduct(product.id),
    onSuccess: ({ urls }) => {
      window.open(urls[locale] ?? Object.values(urls)[0], '_blank', 'noreferrer');
    },
    onError: toast.failed,
  });
  const isShown = product.status === 'active' || product.status === 'unlisted';
  return (
    <>
      {isShown ? (
        <a
          className={ui.row}
          href={product.addresses[locale]?.url ?? product.storefront_url}
          target="_blank"
          rel="noreferrer"
        >
          {t('products.see_in_shop')}
          <IconExternalLink size={16} aria-hidden="true" />
        </a>
      ) : null}
      {isShown ? null : (
        <Action
          needs="products.read"
          variant="default"
          leftSection={<IconEye size={16} />}
          loading={look.isPending}
          onClick={() => look.mutate()}
        >
          {t('products.preview')}
        </Action>
      )}
      <Action
        needs="products.write"
        variant="default"
        leftSection={<IconCopy size={16} />}
        loading={copy.isPending}
        onClick={() => copy.mutate()}
      >
        {t('products.duplicate')}
      </Action>
      <Remove
        needs="products.write"
        label={t('products.delete')}
        title={t('products.delete_title')}
        explained={t('products.delete_explained')}
        remove={() => removeProduct(product.id, ifMatch(product.version))}
        removed={async () => {
          await navigate({ to: '/products' });
          await refresh(getListProductsQueryKey());
        }}
      />
      <Action
        needs="products.write"
        variant={product.status === 'draft' ? 'filled' : 'default'}
        loading={move.isPending}
        onClick={() => move.mutate()}
      >
        {t(label)}
      </Action>
    </>
  );
}
