"""Promotions: never below zero, exact to the minor unit, and the same in whatever order they stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TypedDict, Unpack
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.promotions.api import (
    Applied,
    Basket,
    Buyer,
    Conditions,
    GiftStock,
    Goods,
    Item,
    Level,
    Outcome,
    Promotion,
    PromotionStatus,
    Reward,
    RewardKind,
    Rule,
    Tier,
    Trait,
    Way,
    Why,
    apply,
)

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ALL = frozenset(Level)
K = RewardKind
TOYS, BOOKS = UUID(int=901), UUID(int=902)


def item(number: int, unit: int, quantity: int = 1, category: UUID = TOYS) -> Item:
    return Item(UUID(int=number), UUID(int=500 + number), frozenset({category}), unit, quantity)


def basket(*items: Item, currency: str = "EUR", shipping: int | None = None) -> Basket:
    way = None if shipping is None else Way("post", shipping)
    return Basket(items, currency, "ES", MONDAY, MONDAY, way)


_numbers = iter(range(1, 10**9))


class Said(TypedDict, total=False):
    goods: Goods
    conditions: Conditions
    with_: frozenset[Level]
    priority: int
    code: str | None


def promotion(reward: Reward, **said: Unpack[Said]) -> Promotion:
    return Promotion(
        id=UUID(int=next(_numbers)),
        version=1,
        names={},
        rule=Rule(reward, said.get("goods", Goods()), said.get("conditions", Conditions())),
        status=PromotionStatus.ACTIVE,
        combines_with=said.get("with_", ALL),
        priority=said.get("priority", 0),
        starts_at=None,
        ends_at=None,
        is_spent=False,
        max_per_buyer=None,
        code=said.get("code"),
    )


def percent(of: int, **said: Unpack[Said]) -> Promotion:
    return promotion(Reward(K.PERCENT_OFF, percent=of), **said)


def order_percent(of: int, **said: Unpack[Said]) -> Promotion:
    return promotion(Reward(K.ORDER_PERCENT, percent=of), **said)


def order_amount(minor: int, **said: Unpack[Said]) -> Promotion:
    return promotion(Reward(K.ORDER_AMOUNT, amounts={"EUR": minor}), **said)


def total(outcome: Outcome, of: Basket) -> int:
    items = sum(one.unit_minor * one.quantity for one in of.items)
    shipping = (of.way.minor if of.way else 0) - outcome.shipping_discount_minor
    return items - sum(outcome.discounts) + shipping


CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
GOODS = st.sampled_from(
    [Goods(), Goods(categories=(TOYS,)), Goods(categories=(BOOKS,)), Goods(except_reduced=True)]
)
PERCENT = st.integers(1, 100)
AMOUNTS = st.integers(1, 10**6).map(lambda n: dict.fromkeys(("JPY", "EUR", "KWD"), n))
SIMPLE = st.one_of(
    st.builds(Reward, st.just(K.PERCENT_OFF), percent=PERCENT),
    st.builds(Reward, st.sampled_from([K.AMOUNT_OFF, K.FIXED_PRICE]), amounts=AMOUNTS),
    st.builds(Reward, st.just(K.ORDER_PERCENT), percent=PERCENT),
    st.builds(Reward, st.just(K.ORDER_AMOUNT), amounts=AMOUNTS),
    st.builds(Reward, st.just(K.FREE_SHIPPING)),
)
GROUPED = st.one_of(
    st.builds(
        Reward, st.just(K.TIERS),
        tiers=st.lists(st.builds(Tier, st.integers(1, 20), PERCENT), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Reward, st.just(K.BUY_X_GET_Y), percent=PERCENT, buy=st.integers(1, 4),
        get=st.integers(1, 3), gets=GOODS, at_most=st.none() | st.integers(1, 3),
    ),
    st.builds(Reward, st.just(K.CHEAPEST_FREE), buy=st.integers(2, 5), get=st.just(1)),
    st.builds(Reward, st.just(K.GIFT), variant_id=st.just(UUID(int=77))),
)  # fmt: skip


def promotions_of(reward: st.SearchStrategy[Reward]) -> st.SearchStrategy[list[Promotion]]:
    one = st.builds(
        lambda reward, goods, with_, priority: promotion(
            reward, goods=goods, with_=with_, priority=priority
        ),
        reward,
        GOODS,
        st.frozensets(st.sampled_from(Level)),
        st.integers(0, 2),
    )
    return st.lists(one, max_size=7)


ITEMS = st.lists(
    st.builds(
        Item,
        variant_id=st.integers(1, 50).map(lambda n: UUID(int=n)),
        product_id=st.just(UUID(int=1)),
        categories=st.sampled_from([frozenset({TOYS}), frozenset({BOOKS}), frozenset[UUID]()]),
        unit_minor=st.integers(0, 10**6),
        quantity=st.integers(1, 30),
        is_reduced=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.variant_id,
)
BASKETS = st.builds(
    lambda items, currency, shipping: replace(
        basket(*items, currency=currency, shipping=shipping),
        gifts={UUID(int=77): GiftStock(500, 3)},
    ),
    ITEMS,
    CURRENCIES,
    st.none() | st.integers(0, 2000),
)
ANY = promotions_of(SIMPLE | GROUPED)


class TestWhateverThePromotions:
    @given(promotions=ANY, of=BASKETS)
    def test_no_line_is_below_zero_and_the_parts_sum_to_the_whole(
        self, promotions: list[Promotion], of: Basket
    ) -> None:
        found = apply(promotions, of)

        for at, one in enumerate(of.items):
            assert 0 <= found.discounts[at] <= one.unit_minor * one.quantity
            assert found.discounts[at] == sum(applied.parts[at] for applied in found.applied)
        assert 0 <= found.shipping_discount_minor <= (of.way.minor if of.way else 0)
        assert all(part >= 0 for applied in found.applied for part in applied.parts)

    @given(promotions=ANY, of=BASKETS, data=st.data())
    def test_the_order_of_lines_and_promotions_changes_no_part(
        self, promotions: list[Promotion], of: Basket, data: st.DataObject
    ) -> None:
        lines = data.draw(st.permutations(of.items))
        other = apply(data.draw(st.permutations(promotions)), replace(of, items=lines))

        assert by_line(apply(promotions, of), of.items) == by_line(other, lines)

    @given(promotions=ANY, of=BASKETS, data=st.data())
    def test_names_and_ids_change_no_total(
        self, promotions: list[Promotion], of: Basket, data: st.DataObject
    ) -> None:
        ids = data.draw(st.permutations([one.id for one in promotions]))
        renamed = [
            replace(one, id=new, names={"en": str(new)}, code=str(new))
            for one, new in zip(promotions, ids, strict=True)
        ]

        assert total(apply(promotions, of), of) == total(apply(renamed, of), of)

    @given(promotions=ANY, of=BASKETS)
    def test_each_is_applied_or_has_a_reason(self, promotions: list[Promotion], of: Basket) -> None:
        found = apply(promotions, of)

        said = [a.promotion.id for a in found.applied] + [m.promotion.id for m in found.missed]
        assert sorted(said) == sorted(one.id for one in promotions)

    @given(promotions=ANY, of=BASKETS)
    def test_two_that_do_not_combine_are_never_both_taken(
        self, promotions: list[Promotion], of: Basket
    ) -> None:
        taken = [one.promotion for one in apply(promotions, of).applied]

        for one, other in permutations(taken, 2):
            assert other.level in one.combines_with

    @given(promotions=promotions_of(SIMPLE), of=BASKETS, more=ITEMS)
    def test_one_more_line_never_makes_the_cart_cheaper(
        self, promotions: list[Promotion], of: Basket, more: list[Item]
    ) -> None:
        here = {one.variant_id for one in of.items}
        fuller = replace(
            of, items=[*of.items, *(one for one in more if one.variant_id not in here)]
        )
        if not of.items:
            return  # free shipping is for carts with something in them

        goods_before = total(apply(promotions, of), of)

        assert total(apply(promotions, fuller), fuller) >= goods_before or reaches(
            promotions, of, fuller
        )


def reaches(promotions: Sequence[Promotion], of: Basket, fuller: Basket) -> bool:
    """A rule says so: goods came in that a promotion on the order or on shipping is only for."""
    return any(
        one.level is Level.SHIPPING
        and not any(item.is_among(one.rule.goods) for item in of.items)
        and any(item.is_among(one.rule.goods) for item in fuller.items)
        for one in promotions
    )


def by_line(found: Outcome, items: Sequence[Item]) -> dict[UUID, list[tuple[UUID, int]]]:
    def parts(at: int) -> list[tuple[UUID, int]]:
        return sorted((one.promotion.id, one.parts[at]) for one in found.applied if one.parts[at])

    return {one.variant_id: parts(at) for at, one in enumerate(items)}


class TestSeveralOnOneOrder:
    def test_give_one_total_whatever_they_are_called(self) -> None:
        of = basket(item(1, 20_00, 5))

        totals = {
            total(apply([a, b], of), of)
            for a, b in (
                (order_amount(5_00, code="A-FIVE"), order_percent(10, code="B-TENTH")),
                (order_percent(10, code="A-TENTH"), order_amount(5_00, code="B-FIVE")),
            )
        }

        assert totals == {85_00}

    def test_of_half_each_leave_a_quarter(self) -> None:
        of = basket(item(1, 100_00))

        assert total(apply([order_percent(50), order_percent(50)], of), of) == 25_00

    def test_of_all_leave_exactly_nothing(self) -> None:
        of = basket(item(1, 33_33, 3), item(2, 1), shipping=4_95)
        free = promotion(Reward(K.FREE_SHIPPING))

        assert total(apply([order_percent(100), order_amount(5_00), free], of), of) == 0

    def test_that_exclude_each_other_give_the_better_one(self) -> None:
        of = basket(item(1, 100_00))
        small, large = order_percent(10, with_=frozenset()), order_amount(20_00, with_=frozenset())

        found = apply([small, large], of)

        assert [one.promotion for one in found.applied] == [large]
        assert [(one.promotion, one.why) for one in found.missed] == [(small, Why.NOT_COMBINED)]

    def test_need_both_to_agree(self) -> None:
        of = basket(item(1, 100_00))

        found = apply([order_percent(10), order_percent(5, with_=frozenset())], of)

        assert [one.amount_minor for one in found.applied] == [10_00]

    def test_take_a_line_once_at_the_level_of_products(self) -> None:
        of = basket(item(1, 100_00), item(2, 50_00, category=BOOKS))

        found = apply([percent(10), percent(30, goods=Goods(categories=(BOOKS,)))], of)

        assert found.discounts == (10_00, 15_00)

    def test_go_by_priority_first(self) -> None:
        of = basket(item(1, 100_00))

        found = apply([percent(30), percent(10, priority=1)], of)

        assert found.discounts == (10_00,)

    def test_of_product_order_and_shipping_follow_each_other(self) -> None:
        of = basket(item(1, 100_00), shipping=5_00)
        free = promotion(Reward(K.FREE_SHIPPING))

        found = apply([free, order_percent(10), percent(50)], of)

        assert [one.amount_minor for one in found.applied] == [50_00, 5_00, 5_00]


class TestBuyTwoGetOne:
    @pytest.mark.parametrize(
        ("quantity", "free"),
        [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (8, 2), (9, 3), (10, 3)],
    )
    def test_gives_one_of_each_three(self, quantity: int, free: int) -> None:
        of = basket(item(1, 10_00, quantity))
        two = promotion(Reward(K.BUY_X_GET_Y, percent=100, buy=2, get=1))
        three = promotion(Reward(K.CHEAPEST_FREE, buy=3, get=1))

        assert apply([two], of).discounts == (free * 10_00,)
        assert apply([three], of).discounts == (free * 10_00,)

    def test_gives_the_cheapest(self) -> None:
        of = basket(item(1, 30_00), item(2, 20_00), item(3, 10_00))

        found = apply([promotion(Reward(K.CHEAPEST_FREE, buy=3, get=1))], of)

        assert found.discounts == (0, 0, 10_00)

    def test_of_other_goods_leaves_enough_that_count_as_bought(self) -> None:
        of = basket(item(1, 10_00, 2), item(2, 4_00, 2, BOOKS))
        reward = Reward(K.BUY_X_GET_Y, percent=50, buy=1, get=1, gets=Goods(categories=(BOOKS,)))

        found = apply([promotion(reward, goods=Goods(categories=(TOYS,)))], of)

        assert found.discounts == (0, 4_00)

    def test_stops_at_its_most(self) -> None:
        reward = Reward(K.BUY_X_GET_Y, percent=100, buy=1, get=1, at_most=2)

        assert apply([promotion(reward)], basket(item(1, 1_00, 50))).discounts == (2_00,)


class TestTheOthers:
    def test_a_fixed_price_only_lowers(self) -> None:
        fixed = promotion(Reward(K.FIXED_PRICE, amounts={"EUR": 15_00}))

        assert apply([fixed], basket(item(1, 20_00, 2), item(2, 9_00))).discounts == (10_00, 0)

    @pytest.mark.parametrize(("quantity", "off"), [(4, 0), (5, 5_00), (10, 20_00)])
    def test_tiers_count_all_their_goods(self, quantity: int, off: int) -> None:
        tiers = promotion(Reward(K.TIERS, tiers=(Tier(5, 10), Tier(10, 20))))

        assert sum(apply([tiers], basket(item(1, 10_00, quantity))).discounts) == off

    def test_a_gift_is_given_while_there_is_one(self) -> None:
        gift = promotion(Reward(K.GIFT, variant_id=UUID(int=77)))
        of = replace(basket(item(1, 50_00)), gifts={UUID(int=77): GiftStock(5_00, 1)})

        (given,) = apply([gift], of).applied
        assert (given.gift and given.gift.quantity, given.amount_minor) == (1, 5_00)
        assert apply([gift], replace(of, gifts={})).missed[0].why is Why.GIFT_OUT
        assert len(apply([gift, replace(gift, id=UUID(int=9))], of).applied) == 1

    def test_free_shipping_is_named_before_a_way_is_chosen(self) -> None:
        free = promotion(Reward(K.FREE_SHIPPING))

        assert [one.promotion for one in apply([free], basket(item(1, 1_00))).applied] == [free]

    def test_free_shipping_is_of_the_cheapest_way_or_of_those_that_it_names(self) -> None:
        cheapest = promotion(Reward(K.FREE_SHIPPING))
        express = promotion(Reward(K.FREE_SHIPPING, methods=("express",)))
        ways = [Way("post", 5_00), Way("express", 9_00, is_cheapest=False), Way("shop", 0)]
        of = [replace(basket(item(1, 1_00)), way=way) for way in ways]

        assert [apply([cheapest], one).shipping_discount_minor for one in of] == [5_00, 0, 0]
        assert [apply([express], one).shipping_discount_minor for one in of] == [0, 9_00, 0]
        assert reason(cheapest, of[1]) == (Why.METHOD, None)

    def test_goods_are_known_by_collection_tag_or_attribute(self) -> None:
        sale, clay = UUID(int=31), Trait("material", "clay")
        of = basket(
            replace(item(1, 10_00), collections=frozenset({sale})),
            replace(item(2, 10_00), tags=frozenset({"new"})),
            replace(item(3, 10_00), traits=frozenset({clay, Trait("size", "xl")})),
            item(4, 10_00),
        )

        for goods, at in (
            (Goods(collections=(sale,)), [0]),
            (Goods(tags=("new", "old")), [1]),
            (Goods(traits=(clay,)), [2]),
            (Goods(tags=("new",), traits=(Trait("size", "xl"),)), [1, 2]),
        ):
            off = apply([percent(10, goods=goods)], of).discounts
            assert [place for place, minor in enumerate(off) if minor] == at


def reason(one: Promotion, of: Basket) -> tuple[Why, int | None]:
    (missed,) = apply([one], of).missed
    return missed.why, missed.missing


class TestAPromotionThatDoesNotApply:
    OF = basket(item(1, 20_00, 2))

    def test_says_how_much_is_missing(self) -> None:
        minimum = order_percent(10, conditions=Conditions(minimum={"EUR": 50_00}))
        pieces = order_percent(10, conditions=Conditions(minimum_quantity=5))

        assert reason(minimum, self.OF) == (Why.MINIMUM, 10_00)
        assert reason(pieces, self.OF) == (Why.QUANTITY, 3)

    def test_says_that_its_time_is_over_or_not_come(self) -> None:
        day = timedelta(days=1)

        assert reason(replace(percent(5), ends_at=MONDAY), self.OF)[0] is Why.ENDED
        assert reason(replace(percent(5), starts_at=MONDAY + day), self.OF)[0] is Why.NOT_STARTED

    def test_says_whose_fault_it_is(self) -> None:
        old = replace(self.OF, buyer=Buyer(has_ordered=True, uses={}))
        mine = replace(percent(5), max_per_buyer=1)
        used = replace(self.OF, buyer=Buyer(uses={mine.id: 1}))

        assert reason(percent(5, conditions=Conditions(is_first_order=True)), old) == (
            Why.FIRST_ORDER,
            None,
        )
        assert reason(mine, used)[0] is Why.USED_BY_YOU
        assert reason(replace(percent(5), is_spent=True), self.OF)[0] is Why.SPENT
        assert (
            reason(percent(5, conditions=Conditions(countries=("FR",))), self.OF)[0] is Why.COUNTRY
        )
        assert reason(percent(5, goods=Goods(categories=(BOOKS,))), self.OF)[0] is Why.GOODS
        assert (
            reason(promotion(Reward(K.ORDER_AMOUNT, amounts={"USD": 5})), self.OF)[0]
            is Why.CURRENCY
        )

    def test_is_for_members_of_a_group_alone(self) -> None:
        trade = UUID(int=7)
        one = percent(5, conditions=Conditions(groups=(trade,)))

        member = Buyer(is_proven=True, groups=frozenset({trade}))
        assert reason(one, self.OF)[0] is Why.PROOF
        assert reason(one, replace(self.OF, buyer=Buyer(is_proven=True)))[0] is Why.GROUP
        assert apply([one], replace(self.OF, buyer=member)).applied

    def test_is_for_a_group_or_a_segment(self) -> None:
        trade, loyal = UUID(int=7), UUID(int=8)
        one = percent(5, conditions=Conditions(groups=(trade,), segments=(loyal,)))
        member = Buyer(is_proven=True, segments=frozenset({loyal}))

        assert apply([one], replace(self.OF, buyer=member)).applied

    def test_is_for_who_has_proved_the_address_where_it_asks_so(self) -> None:
        one = percent(5, conditions=Conditions(is_first_order=True, needs_proof=True))

        assert reason(one, self.OF)[0] is Why.PROOF
        assert apply([one], replace(self.OF, buyer=Buyer(is_proven=True))).applied

    def test_is_the_second_code_of_the_same_one(self) -> None:
        one = percent(5, code="A")

        found = apply([one, replace(one, code="B")], self.OF)

        assert [code.promotion.code for code in found.applied] == ["A"]
        assert [(m.promotion.code, m.why) for m in found.missed] == [("B", Why.SAME)]

    @pytest.mark.parametrize(
        ("hour", "day", "fits"),
        [(23, 4, True), (2, 5, True), (3, 5, False), (2, 4, False), (22, 4, True), (12, 4, False)],
    )
    def test_may_be_outside_a_night_of_fridays(self, hour: int, day: int, fits: bool) -> None:
        night = Conditions(weekdays=(4,), from_minute=22 * 60, until_minute=3 * 60)
        local = MONDAY.replace(hour=hour) + timedelta(days=day)

        found = apply([percent(5, conditions=night)], replace(self.OF, local=local))

        assert bool(found.applied) == fits


def test_applied_sums_its_parts() -> None:
    assert Applied(percent(5), (1, 2), 3).amount_minor == 6
