import {
  addPromotionCode,
  getGetPromotionQueryKey,
  getListCodeBatchesQueryKey,
  getListPromotionCodesQueryKey,
  orderCodeBatch,
} from '../../api/marketing';
import type { CodeBatch, PromotionCode } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { useRefresh } from '../../ui/refresh.ts';

const MOST_AT_ONCE = 100_000;

export function useCodesChanged(promotionId: string): () => Promise<unknown> {
  const refresh = useRefresh();
  return () =>
    refresh(
      getListPromotionCodesQueryKey(promotionId),
      getListCodeBatchesQueryKey(promotionId),
      getGetPromotionQueryKey(promotionId),
    );
}

interface DialogProps {
  promotionId: string;
  close: () => void;
}

export function AddCode({ promotionId, close }: DialogProps) {
  const { t } = useWords();
  const changed = useCodesChanged(promotionId);
  const form = useForm<{ code: string; max_uses: number | null }, PromotionCode>({
    fields: [
      {
        kind: 'text',
        name: 'code',
        label: t('promotions.code'),
        hint: t('promotions.code_hint'),
        required: true,
        most: 40,
        isCode: true,
      },
      {
        kind: 'number',
        name: 'max_uses',
        label: t('promotions.max_uses'),
        hint: t('promotions.unlimited'),
        least: 1,
      },
    ],
    read: { code: '', max_uses: null },
    save: ({ code, max_uses }) =>
      addPromotionCode(promotionId, { code: code.trim().toUpperCase(), max_uses }),
    saved: async () => {
      close();
      await changed();
    },
  });
  return <DialogForm form={form} title={t('promotions.add_code')} close={close} />;
}

export function MakeCodes({ promotionId, close }: DialogProps) {
  const { t } = useWords();
  const changed = useCodesChanged(promotionId);
  const form = useForm<
    { prefix: string; wanted: number | null; max_uses: number | null },
    CodeBatch
  >({
    fields: [
      {
        kind: 'number',
        name: 'wanted',
        label: t('promotions.wanted'),
        least: 1,
        most: MOST_AT_ONCE,
        required: true,
      },
      {
        kind: 'text',
        name: 'prefix',
        label: t('promotions.prefix'),
        hint: t('promotions.prefix_hint'),
        most: 20,
        isCode: true,
      },
      {
        kind: 'number',
        name: 'max_uses',
        label: t('promotions.uses_each'),
        hint: t('promotions.unlimited'),
        least: 1,
      },
    ],
    read: { prefix: '', wanted: 1000, max_uses: 1 },
    save: ({ prefix, wanted, max_uses }) =>
      orderCodeBatch(promotionId, {
        prefix: prefix.trim().toUpperCase(),
        wanted: wanted ?? 1,
        max_uses,
      }),
    saved: async () => {
      close();
      await changed();
    },
  });
  return <DialogForm form={form} title={t('promotions.make_codes')} close={close} />;
}
