import type { Product, ProductStatus } from '../../api/model';
import {
  editProduct,
  getGetProductQueryKey,
  getListProductsQueryKey,
  getProduct,
} from '../../api/products';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import type { Field } from '../../ui/form/field.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';

const STATUSES: readonly ProductStatus[] = ['active', 'draft', 'archived'];

type Texts = Readonly<Record<string, string>>;

interface Values {
  name: Texts;
  description: Texts;
  status: ProductStatus;
}

function valuesOf({ texts, status }: Product): Values {
  const each = Object.entries(texts);
  return {
    name: Object.fromEntries(each.map(([language, text]) => [language, text.name])),
    description: Object.fromEntries(each.map(([language, text]) => [language, text.description])),
    status,
  };
}

/** What the API takes: the languages that have a name. */
function textsOf({ name, description }: Values) {
  const written = Object.entries(name).filter(([, text]) => text.trim() !== '');
  return Object.fromEntries(
    written.map(([language, text]) => [
      language,
      { name: text, description: description[language] ?? '' },
    ]),
  );
}

export function ProductTexts({ product }: { product: Product }) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const fields: Field<Values>[] = [
    { kind: 'texts', name: 'name', path: 'texts', label: t('products.name'), required: true },
    {
      kind: 'texts',
      name: 'description',
      label: t('products.description'),
      lines: 4,
      most: 20_000,
    },
    {
      kind: 'choice',
      name: 'status',
      label: t('products.status'),
      options: STATUSES.map((one) => [one, word('product', one)] as const),
    },
  ];
  const form = useForm<Values, unknown>({
    fields,
    read: valuesOf(product),
    version: product.version,
    save: (values, { version }) =>
      editProduct(product.id, { version, status: values.status, texts: textsOf(values) }),
    reload: async () => {
      const now = await getProduct(product.id);
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getGetProductQueryKey(product.id), getListProductsQueryKey()),
  });
  return (
    <Form form={form} needs="products.write">
      <Panel title={t('products.texts')}>
        <Fields form={form} />
      </Panel>
    </Form>
  );
}
