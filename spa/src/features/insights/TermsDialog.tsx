import { getGetReorderProposalQueryKey, setSupplyTerms } from '../../api/insights';
import type { ReorderLine } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import ui from '../../ui/layout.module.css';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

interface Values {
  supplier: string;
  lead_days: number | null;
  service_percent: number | null;
  pack_units: number | null;
  least_units: number | null;
}

/** From whom an article comes, how long that takes, and in which quantities it is sold to us. */
export function TermsDialog({ line, close }: { line: ReorderLine; close: () => void }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const form = useForm<Values, void>({
    fields: [
      { kind: 'text', name: 'supplier', label: t('insights.supplier'), most: 120 },
      {
        kind: 'number',
        name: 'lead_days',
        label: t('insights.lead_days'),
        hint: t('insights.shop_own', { value: line.lead_days }),
        least: 0,
        most: 730,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'service_percent',
        label: t('insights.service'),
        hint: t('insights.shop_own', { value: line.service_percent }),
        least: 50,
        most: 99,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'pack_units',
        label: t('insights.pack'),
        required: true,
        least: 1,
        most: 1_000_000,
        isHalf: true,
      },
      {
        kind: 'number',
        name: 'least_units',
        label: t('insights.least'),
        required: true,
        least: 1,
        most: 1_000_000,
        isHalf: true,
      },
    ],
    read: {
      supplier: line.supplier,
      lead_days: line.own_lead_days,
      service_percent: line.own_service_percent,
      pack_units: line.pack_units,
      least_units: line.least_units,
    },
    version: line.terms_version,
    save: (values, { version }) =>
      setSupplyTerms(line.variant_id, {
        ...values,
        pack_units: values.pack_units ?? 1,
        least_units: values.least_units ?? 1,
        version,
      }),
    saved: async () => {
      close();
      toast.done('form.saved');
      await refresh(getGetReorderProposalQueryKey());
    },
  });
  return (
    <DialogForm form={form} title={`${t('insights.terms')} · ${line.sku}`} close={close}>
      <p className={ui.soft}>{line.name}</p>
    </DialogForm>
  );
}
