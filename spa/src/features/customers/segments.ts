import type { SegmentRule, SegmentRuleAsked } from '../../api/model';
import { isEmpty } from '../../ui/form/field.ts';

/** A rule as its form holds it: everything is there, set or not. */
export interface RuleValues {
  orders_min: number | null;
  orders_max: number | null;
  spent_min_minor: number | null;
  spent_max_minor: number | null;
  ordered_within_days: number | null;
  quiet_for_days: number | null;
  joined_within_days: number | null;
  countries: readonly string[];
  languages: readonly string[];
  tags: readonly string[];
  consents: string | null;
  groups: readonly string[];
  not_groups: readonly string[];
  products: readonly string[];
  categories: readonly string[];
  rfm: readonly string[];
}

export const NO_RULE: RuleValues = {
  orders_min: null,
  orders_max: null,
  spent_min_minor: null,
  spent_max_minor: null,
  ordered_within_days: null,
  quiet_for_days: null,
  joined_within_days: null,
  countries: [],
  languages: [],
  tags: [],
  consents: null,
  groups: [],
  not_groups: [],
  products: [],
  categories: [],
  rfm: [],
};

export function ruleValues(saved: SegmentRule): RuleValues {
  const { currency: _, consents, ...rule } = saved;
  return { ...rule, consents: consents === null ? null : consents ? 'yes' : 'no' };
}

export function ruleAsked({ consents, ...rule }: RuleValues): SegmentRuleAsked {
  return {
    ...rule,
    consents: consents === null ? null : consents === 'yes',
    countries: [...rule.countries],
    languages: [...rule.languages] as SegmentRuleAsked['languages'],
    tags: [...rule.tags],
    groups: [...rule.groups],
    not_groups: [...rule.not_groups],
    products: [...rule.products],
    categories: [...rule.categories],
    rfm: [...rule.rfm] as SegmentRuleAsked['rfm'],
  };
}

/** How many conditions are set. */
export function conditionsOf(rule: SegmentRule | RuleValues): number {
  return Object.entries(rule).filter(([name, value]) => name !== 'currency' && !isEmpty(value))
    .length;
}
