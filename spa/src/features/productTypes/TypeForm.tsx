import type { ProductType } from '../../api/model';
import {
  addProductType,
  changeProductType,
  getGetProductTypeQueryKey,
  getListProductTypesQueryKey,
  getProductType,
} from '../../api/products';
import { useWords } from '../../i18n';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { AttributeFields } from './AttributeFields';
import { attributesAsked, isWhole, rowsOf, type AttributeRow } from './attributeRows.ts';

interface Values {
  names: Readonly<Record<string, string>>;
  code: string;
  attributes: AttributeRow[];
}

function valuesOf({ names, code, attributes }: ProductType): Values {
  return { names, code, attributes: rowsOf(attributes) };
}

function codeOf(names: Values['names']): string {
  const name = Object.values(names).find((one) => one.trim()) ?? '';
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40);
}

interface TypeFormProps {
  /** Null: a new one. */
  type: ProductType | null;
  saved?: (type: ProductType) => unknown;
}

export function TypeForm({ type, saved }: TypeFormProps) {
  const { t, n } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, ProductType>({
    fields: [
      { kind: 'texts', name: 'names', label: t('staff.name'), required: true },
      {
        kind: 'text',
        name: 'code',
        label: t('settings.code'),
        hint: t('types.code_hint'),
        most: 40,
        isCode: true,
        required: type !== null,
      },
      {
        kind: 'own',
        name: 'attributes',
        label: t('types.attributes'),
        draw: (drawn, error) => (
          <AttributeFields
            rows={drawn.values.attributes}
            change={(attributes) => drawn.set({ attributes })}
            error={error}
          />
        ),
        inWords: ({ attributes }) => n('types.attributes_count', attributes.length),
      },
    ],
    read: type ? valuesOf(type) : { names: {}, code: '', attributes: [] },
    version: type?.version ?? 0,
    check: ({ attributes }) =>
      attributes.every(isWhole) ? {} : { attributes: t('types.unnamed') },
    save: ({ names, code, attributes }, { version }) => {
      const asked = {
        names: Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim())),
        code: code.trim() || codeOf(names) || 'type',
        attributes: attributesAsked(attributes),
      };
      return type ? changeProductType(type.id, asked, ifMatch(version)) : addProductType(asked);
    },
    ...(type
      ? {
          reload: async () => {
            const now = await getProductType(type.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListProductTypesQueryKey(), getGetProductTypeQueryKey(now.id));
      await saved?.(now);
    },
  });
  return <Form form={form} needs="products.write" isNew={type === null} />;
}
