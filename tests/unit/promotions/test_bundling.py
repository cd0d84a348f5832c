"""Bundles: several products together for one price, or for less."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.promotions.test_applying import basket, order_percent, percent, promotion, total

from lonja.promotions.api import Basket, Item, Part, Promotion, Reward, RewardKind, Why, apply

SOAP, BRUSH, TOWEL = (UUID(int=number) for number in (801, 802, 803))


def of(product: UUID, variant: int, unit: int, quantity: int = 1) -> Item:
    return Item(UUID(int=variant), product, frozenset(), unit, quantity)


def bundle(
    *parts: Part, price: int | None = None, off: int | None = None, most: int | None = None
) -> Promotion:
    amounts = {} if price is None else {"EUR": price}
    return promotion(
        Reward(RewardKind.BUNDLE, percent=off, amounts=amounts, parts=parts, at_most=most)
    )


TWO = (Part(SOAP), Part(BRUSH))


class TestOnePrice:
    def test_is_taken_for_each_whole_bundle(self) -> None:
        cart = basket(of(SOAP, 1, 10_00, 3), of(BRUSH, 2, 5_00, 2))

        assert total(apply([bundle(*TWO, price=12_00)], cart), cart) == 2 * 12_00 + 10_00

    def test_is_shared_by_what_the_pieces_cost(self) -> None:
        cart = basket(of(SOAP, 1, 10_00), of(BRUSH, 2, 5_00))

        assert apply([bundle(*TWO, price=12_00)], cart).discounts == (2_00, 1_00)

    def test_that_is_no_less_takes_nothing(self) -> None:
        cart = basket(of(SOAP, 1, 10_00), of(BRUSH, 2, 5_00))
        dear = bundle(*TWO, price=15_00)

        found = apply([dear], cart)

        assert total(found, cart) == 15_00
        assert [(one.promotion, one.why) for one in found.missed] == [(dear, Why.NOTHING_LEFT)]

    def test_leaves_cheap_variants_alone_that_cost_less_together(self) -> None:
        """Of a product's variants the dearest are bundled: a second bundle of cheap ones is none."""
        cart = basket(of(SOAP, 1, 10_00), of(SOAP, 2, 1_00), of(BRUSH, 3, 5_00, 2))

        assert total(apply([bundle(*TWO, price=12_00)], cart), cart) == 12_00 + 1_00 + 5_00

    def test_of_another_currency_is_none(self) -> None:
        cart = replace(basket(of(SOAP, 1, 10_00), of(BRUSH, 2, 5_00)), currency="USD")

        assert [one.why for one in apply([bundle(*TWO, price=1_00)], cart).missed] == [Why.CURRENCY]


class TestPieces:
    def test_of_one_product_may_be_several_and_of_any_variant(self) -> None:
        cart = basket(of(TOWEL, 1, 10_00), of(TOWEL, 2, 20_00), of(SOAP, 3, 5_00))

        found = apply([bundle(Part(TOWEL, 2), Part(SOAP), off=10)], cart)

        assert found.discounts == (1_00, 2_00, 50)

    def test_that_are_missing_are_counted(self) -> None:
        cart = basket(of(TOWEL, 1, 10_00))
        three = bundle(Part(TOWEL, 2), Part(SOAP), off=10)

        found = apply([three], cart)

        assert [(one.why, one.missing) for one in found.missed] == [(Why.PIECES, 2)]

    def test_none_of_which_is_there_are_other_goods(self) -> None:
        cart = basket(of(TOWEL, 1, 10_00))

        found = apply([replace_goods(bundle(*TWO, off=10))], cart)

        assert [one.why for one in found.missed] == [Why.GOODS]

    def test_are_not_reduced_by_another_promotion_on_products(self) -> None:
        cart = basket(of(SOAP, 1, 10_00, 2), of(BRUSH, 2, 10_00))

        found = apply([bundle(*TWO, off=10), percent(50)], cart)

        assert found.discounts == (1_00 + 5_00, 1_00)  # the soap that is in no bundle

    def test_get_what_is_off_the_whole_order(self) -> None:
        cart = basket(of(SOAP, 1, 10_00), of(BRUSH, 2, 10_00))

        assert total(apply([bundle(*TWO, price=10_00), order_percent(50)], cart), cart) == 5_00


def replace_goods(one: Promotion) -> Promotion:
    """As it is kept: its goods are its pieces."""
    parts = one.rule.reward.parts
    goods = replace(one.rule.goods, products=tuple(part.product_id for part in parts))
    return replace(one, rule=replace(one.rule, goods=goods))


PARTS = st.lists(
    st.builds(Part, st.sampled_from([SOAP, BRUSH, TOWEL]), st.integers(1, 3)),
    min_size=1,
    max_size=3,
    unique_by=lambda part: part.product_id,
).map(tuple)
CARTS = st.lists(
    st.builds(
        of,
        st.sampled_from([SOAP, BRUSH, TOWEL]),
        st.integers(1, 60),
        st.integers(0, 10**5),
        st.integers(1, 40),
    ),
    max_size=6,
    unique_by=lambda one: one.variant_id,
).map(lambda items: basket(*items))
BUNDLES = st.lists(
    st.builds(lambda parts, price: bundle(*parts, price=price), PARTS, st.integers(1, 10**5))
    | st.builds(
        lambda parts, off, most: bundle(*parts, off=off, most=most),
        PARTS,
        st.integers(1, 100),
        st.none() | st.integers(1, 3),
    ),
    max_size=4,
)


class TestWhateverTheBundles:
    @given(promotions=BUNDLES, cart=CARTS)
    def test_no_piece_is_below_zero_and_no_cart_dearer(
        self, promotions: list[Promotion], cart: Basket
    ) -> None:
        found = apply(promotions, cart)

        for item, off in zip(cart.items, found.discounts, strict=True):
            assert 0 <= off <= item.unit_minor * item.quantity

    @given(promotions=BUNDLES, cart=CARTS, data=st.data())
    def test_the_order_of_lines_changes_no_part(
        self, promotions: list[Promotion], cart: Basket, data: st.DataObject
    ) -> None:
        lines = data.draw(st.permutations(cart.items))
        other = apply(promotions, replace(cart, items=lines))

        offs = dict(zip([one.variant_id for one in lines], other.discounts, strict=True))
        found = apply(promotions, cart)
        assert [offs[one.variant_id] for one in cart.items] == list(found.discounts)

    @given(cart=CARTS, one=BUNDLES.filter(bool).map(lambda found: found[0]))
    def test_one_more_piece_never_makes_the_others_dearer(
        self, cart: Basket, one: Promotion
    ) -> None:
        if not cart.items:
            return
        first, *rest = cart.items
        more = replace(cart, items=[replace(first, quantity=first.quantity + 1), *rest])

        assert total(apply([one], more), more) - first.unit_minor <= total(apply([one], cart), cart)
