import type { RfmSize } from '../api/model';

/** Segments by recency, frequency and money, the best customers first. */
export const RFM_SEGMENTS: readonly RfmSize['segment'][] = [
  'champions',
  'loyal',
  'potential',
  'new',
  'promising',
  'attention',
  'fading',
  'cannot_lose',
  'at_risk',
  'hibernating',
  'lost',
];
