import type { StockMailSettings } from '../../api/model';
import { getGetStockMailsQueryKey, getStockMails, saveStockMails } from '../../api/stock';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  is_on: boolean;
  months: number | null;
}

function valuesOf({ document }: StockMailSettings): Values {
  return { is_on: document.is_on ?? true, months: document.months ?? 6 };
}

/** Whether buyers may ask for a mail when goods are back, and for how long they wait. */
export function StockMailsForm({ found }: { found: StockMailSettings }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, StockMailSettings>({
    fields: [
      {
        kind: 'switch',
        name: 'is_on',
        label: t('stock_mails.is_on'),
        hint: t('stock_mails.is_on_hint'),
      },
      {
        kind: 'number',
        name: 'months',
        label: t('stock_mails.months'),
        hint: t('stock_mails.months_hint'),
        required: true,
        least: 1,
        most: 24,
        isHalf: true,
      },
    ],
    read: valuesOf(found),
    version: found.version,
    save: ({ is_on, months }, { version }) =>
      saveStockMails({ is_on, months: months ?? 6 }, ifMatch(version)),
    reload: async () => {
      const now = await getStockMails();
      return { values: valuesOf(now), version: now.version };
    },
    saved: () => refresh(getGetStockMailsQueryKey()),
  });
  return (
    <Form form={form} needs="settings.write">
      <Panel>
        <Fields form={form} />
      </Panel>
    </Form>
  );
}
