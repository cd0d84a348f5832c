import type { PromotionStatus } from './types.ts';

/** Whether buyers get it now, and if not, why. */
export function stateOf(
  promotion: {
    status: PromotionStatus;
    starts_at: string | null;
    ends_at: string | null;
    max_uses: number | null;
    uses: number;
  },
  now: number,
) {
  const { status, starts_at, ends_at, max_uses, uses } = promotion;
  if (status !== 'active') return status;
  if (ends_at !== null && Date.parse(ends_at) <= now) return 'ended';
  if (max_uses !== null && uses >= max_uses) return 'used_up';
  if (starts_at !== null && Date.parse(starts_at) > now) return 'planned';
  return 'active';
}
