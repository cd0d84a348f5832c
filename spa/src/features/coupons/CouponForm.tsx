import type { Coupon } from '../../api/model';
import {
  addCoupon,
  changeCoupon,
  getCoupon,
  getGetCouponQueryKey,
  getListCouponsQueryKey,
} from '../../api/marketing';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';

interface Values {
  code: string;
  worth: 'percent' | 'amount';
  percent: number | null;
  currency: string | null;
  amount_minor: number | null;
  minimum_minor: number | null;
  max_uses: number | null;
  starts_at: string | null;
  ends_at: string | null;
}

function valuesOf(coupon: Coupon): Values {
  const { version: _, used: __, minimum_minor, ...rest } = coupon;
  return {
    ...rest,
    worth: coupon.percent === null ? 'amount' : 'percent',
    minimum_minor: minimum_minor || null,
  };
}

const EMPTY: Values = {
  code: '',
  worth: 'percent',
  percent: 10,
  currency: null,
  amount_minor: null,
  minimum_minor: null,
  max_uses: null,
  starts_at: null,
  ends_at: null,
};

function askedOf(asked: Values) {
  const { code: _, worth, ...values } = asked;
  const isPercent = worth === 'percent';
  return {
    ...values,
    percent: isPercent ? values.percent : null,
    amount_minor: isPercent ? null : values.amount_minor,
    currency: isPercent ? null : values.currency,
    minimum_minor: values.minimum_minor ?? 0,
  };
}

interface CouponFormProps {
  /** Null: a new one. */
  coupon: Coupon | null;
  saved?: (coupon: Coupon) => unknown;
}

export function CouponForm({ coupon, saved }: CouponFormProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const { currencies } = useChoices();
  const usual = currencies[0] ?? 'EUR';
  // Orders explain what was charged by it.
  const isUsed = (coupon?.used ?? 0) > 0;
  const form = useForm<Values, Coupon>({
    fields: [
      {
        kind: 'text',
        name: 'code',
        label: t('coupons.code'),
        hint: t('coupons.code_hint'),
        required: true,
        most: 40,
        isCode: true,
        isHalf: true,
        isFixed: coupon !== null,
      },
      {
        kind: 'choice',
        name: 'worth',
        label: t('coupons.kind'),
        options: [
          ['percent', t('coupons.percent')],
          ['amount', t('coupons.amount')],
        ],
        isHalf: true,
        isFixed: isUsed,
      },
      {
        kind: 'number',
        name: 'percent',
        label: t('coupons.percent'),
        least: 1,
        most: 100,
        unit: '%',
        required: true,
        isHalf: true,
        isFixed: isUsed,
        when: ({ worth }) => worth === 'percent',
      },
      {
        kind: 'choice',
        name: 'currency',
        label: t('settings.currency'),
        options: currencies.map((code) => [code, code] as const),
        required: true,
        isHalf: true,
        isFixed: isUsed,
        when: ({ worth }) => worth === 'amount',
      },
      {
        kind: 'amount',
        name: 'amount_minor',
        label: t('coupons.amount'),
        currency: ({ currency }) => currency ?? usual,
        required: true,
        isHalf: true,
        isFixed: isUsed,
        when: ({ worth }) => worth === 'amount',
      },
      {
        kind: 'amount',
        name: 'minimum_minor',
        label: t('coupons.minimum'),
        hint: t('coupons.minimum_hint'),
        currency: ({ currency }) => currency ?? usual,
        isHalf: true,
        isFixed: isUsed,
      },
      {
        kind: 'number',
        name: 'max_uses',
        label: t('coupons.max_uses'),
        hint: t('coupons.max_uses_hint'),
        least: 1,
      },
      { kind: 'moment', name: 'starts_at', label: t('coupons.starts_at'), isHalf: true },
      { kind: 'moment', name: 'ends_at', label: t('coupons.ends_at'), isHalf: true },
    ],
    read: coupon ? valuesOf(coupon) : { ...EMPTY, currency: usual },
    version: coupon?.version ?? 0,
    check: ({ starts_at, ends_at }) =>
      starts_at && ends_at && starts_at >= ends_at ? { ends_at: t('coupons.ends_wrong') } : {},
    save: (values, { version }) =>
      coupon
        ? changeCoupon(coupon.code, askedOf(values), ifMatch(version))
        : addCoupon({ code: values.code.trim().toUpperCase(), ...askedOf(values) }),
    ...(coupon
      ? {
          reload: async () => {
            const now = await getCoupon(coupon.code);
            return { values: valuesOf(now), version: now.version };
          },
        }
      : {}),
    saved: async (now) => {
      await refresh(getListCouponsQueryKey(), getGetCouponQueryKey(now.code));
      await saved?.(now);
    },
  });
  return (
    <Form form={form} needs="coupons.write" isNew={coupon === null}>
      <Panel title={t('coupons.worth')}>
        <Fields
          form={form}
          only={['code', 'worth', 'percent', 'currency', 'amount_minor', 'minimum_minor']}
        />
      </Panel>
      <Panel title={t('coupons.limits')}>
        <Fields form={form} only={['max_uses', 'starts_at', 'ends_at']} />
      </Panel>
    </Form>
  );
}
