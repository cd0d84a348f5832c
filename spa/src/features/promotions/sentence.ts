import type { Words } from '../../i18n';
import { count, moment, money } from '../../i18n/figures.ts';
import { countryName } from '../../ui/form/names.ts';
import { traitText } from './goods.ts';
import type { Goods, Rule } from './types.ts';
import { timeOf } from './values.ts';

/** What a promotion takes off, as one would say it: "10 % off the order". */
export function rewardIn(rule: Rule, words: Words): string {
  const { reward } = rule;
  const { t, word, locale } = words;
  const of = goodsIn(rule.goods ?? {}, words);
  const amount = amountsIn(reward.amounts ?? {}, words);
  const percent = String(reward.percent ?? 0);
  switch (reward.kind) {
    case 'percent_off':
      return t('promotions.says_percent_off', { percent, goods: of });
    case 'amount_off':
      return t('promotions.says_amount_off', { amount, goods: of });
    case 'fixed_price':
      return t('promotions.says_fixed_price', { amount, goods: of });
    case 'tiers':
      return t('promotions.says_tiers', {
        goods: of,
        tiers: (reward.tiers ?? [])
          .map((tier) =>
            t('promotions.says_tier', {
              count: count(tier.from_quantity, locale),
              percent: String(tier.percent),
            }),
          )
          .join('; '),
      });
    case 'buy_x_get_y':
      return t(
        (reward.percent ?? 100) === 100
          ? 'promotions.says_buy_get_free'
          : 'promotions.says_buy_get',
        {
          buy: String(reward.buy ?? 1),
          get: String(reward.get ?? 1),
          percent,
          goods: of,
          gets: goodsIn(reward.gets ?? {}, words),
        },
      );
    case 'cheapest_free':
      return t('promotions.says_cheapest_free', {
        buy: String(reward.buy ?? 1),
        pay: String((reward.buy ?? 1) - (reward.get ?? 1)),
        goods: of,
      });
    case 'bundle': {
      const pieces = (reward.parts ?? []).reduce((sum, part) => sum + (part.quantity ?? 1), 0);
      const said = { pieces: count(pieces, locale), amount, percent };
      return Object.keys(reward.amounts ?? {}).length > 0
        ? t('promotions.says_bundle_price', said)
        : t('promotions.says_bundle_percent', said);
    }
    case 'gift':
      return t('promotions.says_gift', { get: String(reward.get ?? 1) });
    case 'order_percent':
      return t('promotions.says_order_percent', { percent, goods: of });
    case 'order_amount':
      return t('promotions.says_order_amount', { amount, goods: of });
    case 'free_shipping':
      return (reward.methods ?? []).length > 0
        ? t('promotions.says_free_methods', { methods: (reward.methods ?? []).join(', ') })
        : t('promotions.says_free_cheapest');
    default:
      return word('reward', reward.kind);
  }
}

/** Each thing that has to be so, for itself. */
export function conditionsIn(
  promotion: {
    rule: Rule;
    needs_code: boolean;
    code: string | null;
    starts_at: string | null;
    ends_at: string | null;
    max_uses: number | null;
    max_per_buyer: number | null;
  },
  words: Words,
): string[] {
  const { t, n, locale } = words;
  const asked = promotion.rule.conditions ?? {};
  const minimum = asked.minimum ?? {};
  const quantity = asked.minimum_quantity ?? 0;
  const countries = asked.countries ?? [];
  const weekdays = asked.weekdays ?? [];
  const hours = [timeOf(asked.from_minute), timeOf(asked.until_minute)] as const;
  return [
    promotion.needs_code &&
      (promotion.code
        ? t('promotions.if_code', { code: promotion.code })
        : t('promotions.if_any_code')),
    Object.keys(minimum).length > 0 &&
      t('promotions.if_minimum', { amount: amountsIn(minimum, words) }),
    quantity > 0 && n('promotions.if_quantity', quantity),
    asked.is_first_order && t('promotions.if_first_order'),
    (asked.groups ?? []).length > 0 && n('promotions.if_groups', (asked.groups ?? []).length),
    (asked.segments ?? []).length > 0 && n('promotions.if_segments', (asked.segments ?? []).length),
    asked.needs_proof && t('promotions.if_proof'),
    countries.length > 0 &&
      t('promotions.if_countries', {
        countries: countries.map((code) => countryName(code, locale)).join(', '),
      }),
    weekdays.length > 0 &&
      t('promotions.if_weekdays', {
        days: weekdays.map((day) => weekdayName(day, locale)).join(', '),
      }),
    hours[0] && hours[1] && t('promotions.if_hours', { from: hours[0], until: hours[1] }),
    promotion.starts_at && t('promotions.if_from', { moment: moment(promotion.starts_at, locale) }),
    promotion.ends_at && t('promotions.if_until', { moment: moment(promotion.ends_at, locale) }),
    promotion.max_uses !== null && n('promotions.if_uses', promotion.max_uses),
    promotion.max_per_buyer !== null && n('promotions.if_per_buyer', promotion.max_per_buyer),
  ].filter((said): said is string => typeof said === 'string' && said !== '');
}

/** 0 is Monday. */
export function weekdayName(day: number, locale: string): string {
  const monday = Date.UTC(2024, 0, 1 + day);
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(monday);
}

function goodsIn(goods: Goods, { t, n }: Words): string {
  const { products = [], categories = [], collections = [], tags = [], traits = [] } = goods;
  const { except_reduced = false } = goods;
  const named = [
    products.length > 0 && n('promotions.of_products', products.length),
    categories.length > 0 && n('promotions.of_categories', categories.length),
    collections.length > 0 && n('promotions.of_collections', collections.length),
    tags.length > 0 && t('promotions.of_tags', { tags: tags.join(', ') }),
    traits.length > 0 && t('promotions.of_traits', { traits: traits.map(traitText).join(', ') }),
  ].filter((said) => typeof said === 'string');
  const whole = named.length > 0 ? named.join(t('promotions.or')) : t('promotions.of_everything');
  return except_reduced ? t('promotions.of_full_price', { goods: whole }) : whole;
}

function amountsIn(amounts: Readonly<Record<string, number>>, { t, locale }: Words): string {
  return Object.entries(amounts)
    .map(([currency, minor]) => money({ amount_minor: minor, currency }, locale))
    .join(t('promotions.or'));
}
