import { useQuery } from '@tanstack/react-query';
import { getListCustomerGroupsQueryOptions } from '../../api/customers';
import type { PriceListOut } from '../../api/model';
import {
  addPriceList,
  changePriceList,
  getGetPriceListQueryKey,
  getListPriceListsQueryKey,
  getPriceList,
} from '../../api/products';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  name: string;
  group_id: string | null;
  is_active: boolean;
}

const NEW: Values = { name: '', group_id: null, is_active: true };

function valuesOf({ name, group_id, is_active }: PriceListOut): Values {
  return { name, group_id, is_active };
}

interface PriceListFormProps {
  /** Null: a new one. */
  list: PriceListOut | null;
  saved?: (list: PriceListOut) => unknown;
}

/** Whose prices they are, and whether they count. */
export function PriceListForm({ list, saved }: PriceListFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const groups = useQuery(getListCustomerGroupsQueryOptions());
  const form = useForm<Values, PriceListOut>({
    fields: [
      { kind: 'text', name: 'name', label: t('staff.name'), required: true, most: 80 },
      {
        kind: 'choice',
        name: 'group_id',
        label: t('price_lists.group'),
        hint: t('price_lists.group_hint'),
        none: t('price_lists.everybody'),
        options: (groups.data?.items ?? []).map(({ id, name }) => [id, name] as const),
      },
      { kind: 'switch', name: 'is_active', label: t('price_lists.active') },
    ],
    read: list ? valuesOf(list) : NEW,
    version: list?.version ?? 0,
    save: (values, { version }) =>
      list ? changePriceList(list.id, values, ifMatch(version)) : addPriceList(values),
    ...(list
      ? {
          reload: async () => {
            const now = await getPriceList(list.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListPriceListsQueryKey(), getGetPriceListQueryKey(now.id));
      await saved?.(now);
    },
  });
  return (
    <Form form={form} needs="prices.write" isNew={list === null}>
      <Panel title={t('price_lists.whose')}>
        <Fields form={form} />
      </Panel>
    </Form>
  );
}
