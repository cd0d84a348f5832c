import {
  addPromotionCode,
  getGetPromotionQueryKey,
  getListCodeBatchesQueryKey,
  getListPromotionCodesQueryKey,
  limitPromotionCode,
  listPromotionCodes,
  orderCodeBatch,
} from '../../api/marketing';
import type { CodeBatch, PromotionCode } from '../../api/model';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
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

interface LimitProps extends DialogProps {
  code: PromotionCode;
}

/** How often one code may be used; at what it was used already, nobody can use it any more. */
export function LimitCode({ promotionId, code, close }: LimitProps) {
  const { t } = useWords();
  const changed = useCodesChanged(promotionId);
  const form = useForm<{ max_uses: number | null }, PromotionCode>({
    fields: [
      {
        kind: 'number',
        name: 'max_uses',
        label: t('promotions.max_uses'),
        hint: t('promotions.unlimited'),
        least: Math.max(1, code.used),
      },
    ],
    read: { max_uses: code.max_uses },
    version: code.version,
    save: ({ max_uses }, { version }) =>
      limitPromotionCode(code.code, { max_uses }, ifMatch(version)),
    reload: async () => {
      const { items } = await listPromotionCodes(promotionId, { q: code.code, limit: 1 });
      const now = items.find((one) => one.code === code.code) ?? code;
      return { values: { max_uses: now.max_uses }, version: now.version };
    },
    saved: async () => {
      close();
      await changed();
    },
  });
  return (
    <DialogForm
      form={form}
      title={t('promotions.limit_title', { code: code.code })}
      close={close}
    />
  );
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
