import type { Product } from '../../api/model';
import {
  editProduct,
  getGetProductQueryKey,
  getListProductEventsQueryKey,
  getListProductsQueryKey,
  getProduct,
} from '../../api/products';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useProductCheck, useProductFields } from './productFields.ts';
import { ProductPanels } from './ProductPanels';
import { editOf, valuesOf, type ProductValues } from './productValues.ts';

/** A product's texts, organisation and address; its variants and pictures are saved by themselves. */
export function ProductForm({ product }: { product: Product }) {
  const refresh = useRefresh();
  const form = useForm<ProductValues, unknown>({
    fields: useProductFields(),
    check: useProductCheck(),
    read: valuesOf(product),
    version: product.version,
    save: (values, { version, changes }) =>
      editProduct(product.id, editOf(values, changes), ifMatch(version)),
    reload: async () => {
      const now = await getProduct(product.id);
      return { values: valuesOf(now), version: now.version };
    },
    saved: () =>
      refresh(
        getGetProductQueryKey(product.id),
        getListProductEventsQueryKey(product.id),
        getListProductsQueryKey(),
      ),
  });
  return (
    <Form form={form} needs="products.write">
      <ProductPanels form={form} />
    </Form>
  );
}
