import { useNavigate } from '@tanstack/react-router';
import { createProduct, getListProductsQueryKey } from '../../api/products';
import type { Product } from '../../api/model';
import { Problem } from '../../fetching.ts';
import { useState } from 'react';
import { Button, Switch } from '@mantine/core';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { useProductCheck, useProductFields } from './productFields.ts';
import { ProductPanels } from './ProductPanels';
import { askedOf, NEW_PRODUCT, type ProductValues } from './productValues.ts';
import classes from './products.module.css';
import { skuOf } from './sheet/generating.ts';
import { SheetView } from './sheet/SheetView';
import { NO_GOODS, ONE_NEW, useSheet } from './sheet/useSheet.ts';

const CONFIRM = 'prices_to_confirm' as const;

/** A new product with its first variants, their prices and what is there of them: one request. */
export function NewProduct() {
  const { t, n } = useWords();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { languages } = useChoices();
  const [odd, setOdd] = useState(0);
  const [start, setStart] = useState('');
  const [typeId, setTypeId] = useState<string | null>(null);
  const [isGiftCard, setGiftCard] = useState(false);
  const sheet = useSheet(NO_GOODS, [], start, { typeId, isGiftCard }, ONE_NEW);
  async function save(values: ProductValues, isConfirmed = false): Promise<Product> {
    const asking = sheet.asking();
    if (!asking) throw new Problem(422, { code: 'rows_refused' });
    const name = languages.map((code) => values.name[code]).find(Boolean) ?? '';
    const [only] = asking.asked.rows ?? [];
    const isBare = asking.asked.rows?.length === 1 && only && !only.sku;
    const rows = isBare
      ? [{ ...only, sku: skuOf(values.handle || name, [], {}) }]
      : asking.asked.rows;
    try {
      return await createProduct({
        ...askedOf(values),
        kind: isGiftCard ? 'gift_card' : 'goods',
        ...asking.asked,
        ...(rows ? { rows } : {}),
        ...(isConfirmed ? { confirm: [CONFIRM] } : {}),
      });
    } catch (refusal) {
      sheet.blame(refusal, asking.keys);
      const isOdd = refusal instanceof Problem && refusal.code === CONFIRM;
      setOdd(isOdd ? Number(refusal.facts['count'] ?? 1) : 0);
      throw refusal;
    }
  }
  async function saved(product: Product) {
    await refresh(getListProductsQueryKey());
    await navigate({ to: '/products/$productId', params: { productId: product.id } });
  }
  const form = useForm<ProductValues, Product>({
    fields: useProductFields(),
    check: useProductCheck(),
    read: NEW_PRODUCT,
    save: (values) => save(values),
    saved,
  });
  const name = languages.map((code) => form.values.name[code]).find(Boolean) ?? '';
  const wanted = form.values.handle || name;
  if (wanted !== start) setStart(wanted);
  if (form.values.type_id !== typeId) setTypeId(form.values.type_id);
  return (
    <Form form={form} needs="products.write" confirm={t('products.create')} isNew>
      <ProductPanels form={form}>
        <Panel title={t('products.kind')}>
          <Switch
            label={t('products.is_gift_card')}
            description={t('products.is_gift_card_hint')}
            checked={isGiftCard}
            onChange={(event) => setGiftCard(event.currentTarget.checked)}
          />
        </Panel>
        <Panel title={t('products.variants_and_prices')} flush>
          <SheetView sheet={sheet} />
          {odd > 0 ? (
            <div className={classes.bar} role="alert">
              <div className={classes.barRow}>
                <span>{n('products.odd_prices', odd)}</span>
                <Button
                  color="terracotta"
                  onClick={() => void save(form.values, true).then(saved, () => undefined)}
                >
                  {t('products.prices_confirm')}
                </Button>
              </div>
            </div>
          ) : null}
        </Panel>
      </ProductPanels>
    </Form>
  );
}
