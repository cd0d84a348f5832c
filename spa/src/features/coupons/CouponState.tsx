import { useState } from 'react';
import type { Coupon } from '../../api/model';
import { useWords } from '../../i18n';
import { Badge } from '../../ui/Status';
import { COUPON_TONES, stateOf } from './state.ts';

export function CouponState({ coupon }: { coupon: Coupon }) {
  const { word } = useWords();
  const [now] = useState(() => Date.now());
  const state = stateOf(coupon, now);
  return <Badge tone={COUPON_TONES[state]}>{word('coupon', state)}</Badge>;
}
