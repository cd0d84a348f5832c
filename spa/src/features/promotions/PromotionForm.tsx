import {
  addPromotion,
  changePromotion,
  getGetPromotionQueryKey,
  getListPromotionsQueryKey,
  getPromotion,
} from '../../api/marketing';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { PANELS, usePromotionCheck, usePromotionFields } from './fields.ts';
import { Sentence } from './Sentence';
import type { PromotionRecord } from './types.ts';
import { askedOf, EMPTY, ruleOf, valuesOf, type PromotionValues } from './values.ts';

interface PromotionFormProps {
  /** Null: a new one. */
  promotion: PromotionRecord | null;
  saved?: (promotion: PromotionRecord) => unknown;
}

export function PromotionForm({ promotion, saved }: PromotionFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<PromotionValues, PromotionRecord>({
    fields: usePromotionFields(promotion === null, (promotion?.codes ?? 0) > 0),
    check: usePromotionCheck(),
    read: promotion ? valuesOf(promotion) : EMPTY,
    version: promotion?.version ?? 0,
    save: (values, { version }) =>
      promotion
        ? changePromotion(promotion.id, askedOf(values), ifMatch(version))
        : addPromotion({
            ...askedOf(values),
            ...(values.needs_code && values.code.trim()
              ? { code: values.code.trim().toUpperCase() }
              : {}),
          }),
    ...(promotion
      ? {
          reload: async () => {
            const now = await getPromotion(promotion.id);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListPromotionsQueryKey(), getGetPromotionQueryKey(now.id));
      await saved?.(now);
    },
  });
  const { values } = form;
  return (
    <Form form={form} needs="promotions.write" isNew={promotion === null}>
      <Panel title={t('promotions.says')}>
        <Sentence promotion={{ ...values, rule: ruleOf(values) }} />
      </Panel>
      <Panel title={t('promotions.reward')}>
        <Fields form={form} only={PANELS.reward} />
      </Panel>
      {values.kind === 'bundle' ? null : (
        <Panel title={t('promotions.goods')}>
          <Fields form={form} only={PANELS.goods} />
        </Panel>
      )}
      <Panel title={t('promotions.conditions')}>
        <Fields form={form} only={PANELS.conditions} />
      </Panel>
      <Panel title={t('promotions.limits')}>
        <Fields form={form} only={PANELS.limits} />
      </Panel>
    </Form>
  );
}
