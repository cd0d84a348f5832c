import type { RewardKind } from './types.ts';

type Part =
  | 'percent'
  | 'amounts'
  | 'tiers'
  | 'buy'
  | 'get'
  | 'gets'
  | 'at_most'
  | 'variant_id'
  | 'methods'
  | 'pieces';

/** What each kind of reward asks for. */
const PARTS: Record<RewardKind, readonly Part[]> = {
  percent_off: ['percent'],
  amount_off: ['amounts'],
  fixed_price: ['amounts'],
  tiers: ['tiers'],
  buy_x_get_y: ['buy', 'get', 'gets', 'percent', 'at_most'],
  cheapest_free: ['buy', 'get'],
  bundle: ['pieces', 'amounts', 'percent', 'at_most'],
  gift: ['variant_id', 'get'],
  order_percent: ['percent'],
  order_amount: ['amounts'],
  free_shipping: ['methods'],
};

/** A bundle has a price or a percentage. */
export function partsOf({
  kind,
  bundle_by,
}: {
  kind: RewardKind;
  bundle_by: 'price' | 'percent';
}): readonly Part[] {
  if (kind !== 'bundle') return PARTS[kind];
  const other = bundle_by === 'price' ? 'percent' : 'amounts';
  return PARTS.bundle.filter((part) => part !== other);
}

export const KINDS = Object.keys(PARTS) as RewardKind[];
