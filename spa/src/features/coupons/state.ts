import type { Coupon } from '../../api/model';
import { type Words } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import type { Tone } from '../../ui/tones.ts';

/** Whether a buyer can use it now, and if not, why. */
export function stateOf(coupon: Coupon, now: number) {
  const { starts_at, ends_at, max_uses, used } = coupon;
  if (ends_at !== null && Date.parse(ends_at) <= now) return 'ended';
  if (max_uses !== null && used >= max_uses) return 'used_up';
  if (starts_at !== null && Date.parse(starts_at) > now) return 'planned';
  return 'active';
}

export const COUPON_TONES: Record<ReturnType<typeof stateOf>, Tone> = {
  active: 'good',
  planned: 'waiting',
  used_up: 'calm',
  ended: 'calm',
};

/** "10 %", "5,00 €". */
export function worthOf({ percent, amount_minor, currency }: Coupon, { locale }: Words): string {
  return percent === null
    ? money({ amount_minor: amount_minor ?? 0, currency: currency ?? 'EUR' }, locale)
    : new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100);
}
