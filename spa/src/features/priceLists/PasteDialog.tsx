import type { PriceListOut } from '../../api/model';
import { setListPrices } from '../../api/products';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { pasted } from './pasted.ts';

interface Values {
  currency: string;
  text: string;
}

interface PasteDialogProps {
  list: PriceListOut;
  close: () => void;
  saved: () => unknown;
}

/** Many prices at once, as they stand in a spreadsheet. */
export function PasteDialog({ list, close, saved }: PasteDialogProps) {
  const { t, locale } = useWords();
  const { currencies } = useChoices();
  const form = useForm<Values, PriceListOut>({
    fields: [
      {
        kind: 'choice',
        name: 'currency',
        label: t('settings.currency'),
        options: currencies.map((code) => [code, code] as const),
        required: true,
      },
      {
        kind: 'text',
        name: 'text',
        path: 'prices',
        label: t('price_lists.lines'),
        hint: t('price_lists.lines_hint'),
        lines: 8,
        most: 60_000,
        required: true,
      },
    ],
    check: ({ text, currency }) => {
      const { wrong } = pasted(text, currency, locale);
      const lines = wrong.slice(0, 10).join(', ');
      return wrong.length > 0 ? { text: t('price_lists.lines_wrong', { lines }) } : {};
    },
    read: { currency: currencies[0] ?? 'EUR', text: '' },
    version: list.version,
    save: ({ text, currency }, { version }) =>
      setListPrices(list.id, { prices: pasted(text, currency, locale).prices }, ifMatch(version)),
    saved: async () => {
      close();
      await saved();
    },
  });
  return <DialogForm form={form} title={t('price_lists.paste')} close={close} />;
}
