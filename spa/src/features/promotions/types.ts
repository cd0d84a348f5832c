/** The shorter names of what the API's document calls a body. */
export type {
  GoodsBody as Goods,
  Level,
  PromotionAsked,
  PromotionOut,
  PromotionRecord,
  PromotionStatus,
  RewardKind,
  RuleBody as Rule,
  TraitBody as Trait,
} from '../../api/model';
