import type { BankFileImported } from '../../api/model';
import { importBankFile } from '../../api/orders';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';

/** A file whose columns nobody has said yet. */
export interface Asked {
  name: string;
  text: string;
  headers: string[];
}

interface Values {
  booked_on: string | null;
  amount: string | null;
  concept: string | null;
  payer: string | null;
  bank_reference: string | null;
}

const NOTHING: Values = {
  booked_on: null,
  amount: null,
  concept: null,
  payer: null,
  bank_reference: null,
};

interface ColumnsProps {
  asked: Asked;
  close: () => void;
  done: (found: BankFileImported) => unknown;
}

/** Says which column of a bank's table is which; the next file with these headers needs no asking. */
export function Columns({ asked, close, done }: ColumnsProps) {
  const { t } = useWords();
  const options = asked.headers.filter(Boolean).map((header) => [header, header] as const);
  const form = useForm<Values, BankFileImported>({
    fields: [
      { kind: 'choice', name: 'booked_on', label: t('bank.day'), options, required: true },
      { kind: 'choice', name: 'amount', label: t('bank.amount'), options, required: true },
      { kind: 'choice', name: 'concept', label: t('bank.concept'), options, required: true },
      {
        kind: 'choice',
        name: 'payer',
        label: t('bank.payer'),
        options,
        none: t('bank.no_column'),
      },
      {
        kind: 'choice',
        name: 'bank_reference',
        label: t('bank.bank_reference'),
        options,
        none: t('bank.no_column'),
      },
    ],
    read: NOTHING,
    save: (values) =>
      importBankFile({
        name: asked.name,
        text: asked.text,
        columns: Object.fromEntries(
          Object.entries(values).flatMap(([field, header]: [string, string | null]) =>
            header === null ? [] : [[field, header] as const],
          ),
        ),
      }),
    saved: done,
  });
  return (
    <DialogForm
      form={form}
      title={t('bank.columns_title')}
      confirm={t('bank.take')}
      close={close}
    />
  );
}
