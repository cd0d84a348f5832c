import { useState } from 'react';
import { useWords } from '../../i18n';
import { Badge } from '../../ui/Status';
import type { Tone } from '../../ui/tones.ts';
import type { PromotionOut } from './types.ts';
import { stateOf } from './state.ts';

const TONES: Record<ReturnType<typeof stateOf>, Tone> = {
  draft: 'calm',
  active: 'good',
  paused: 'waiting',
  planned: 'waiting',
  used_up: 'calm',
  ended: 'calm',
};

export function PromotionState({ promotion }: { promotion: PromotionOut }) {
  const { word } = useWords();
  const [now] = useState(() => Date.now());
  const state = stateOf(promotion, now);
  return <Badge tone={TONES[state]}>{word('promotion', state)}</Badge>;
}
