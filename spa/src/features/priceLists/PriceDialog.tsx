import type { PriceListOut } from '../../api/model';
import { setListPrices } from '../../api/products';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { SkuInput } from '../../ui/form/SkuInput';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';

interface Values {
  sku: string;
  currency: string;
  from_quantity: number | null;
  amount_minor: number | null;
}

interface PriceDialogProps {
  list: PriceListOut;
  close: () => void;
  saved: () => unknown;
}

/** One price of the list; the same goods from the same number of pieces on get the new one. */
export function PriceDialog({ list, close, saved }: PriceDialogProps) {
  const { t } = useWords();
  const { currencies } = useChoices();
  const form = useForm<Values, PriceListOut>({
    fields: [
      {
        kind: 'own',
        name: 'sku',
        label: t('products.sku'),
        required: true,
        draw: (own, error) => (
          <SkuInput
            label={t('products.sku')}
            value={own.values.sku}
            change={(sku) => own.set({ sku })}
            error={error}
          />
        ),
      },
      {
        kind: 'choice',
        name: 'currency',
        label: t('settings.currency'),
        options: currencies.map((code) => [code, code] as const),
        required: true,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'from_quantity',
        label: t('price_lists.from'),
        hint: t('price_lists.from_hint'),
        least: 1,
        most: 999,
        required: true,
        isHalf: true,
      },
      {
        kind: 'amount',
        name: 'amount_minor',
        label: t('price_lists.price'),
        currency: ({ currency }) => currency,
        required: true,
      },
    ],
    read: { sku: '', currency: currencies[0] ?? 'EUR', from_quantity: 1, amount_minor: null },
    version: list.version,
    save: ({ sku, currency, from_quantity, amount_minor }, { version }) =>
      setListPrices(
        list.id,
        {
          prices: [{ sku: sku.trim(), currency, from_quantity: from_quantity ?? 1, amount_minor }],
        },
        ifMatch(version),
      ),
    saved: async () => {
      close();
      await saved();
    },
  });
  return <DialogForm form={form} title={t('price_lists.add')} close={close} />;
}
