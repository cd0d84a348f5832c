"""The lines of a cart as of now: unavailable ones, changed prices and quantities in stock."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lonja.carts._cart import Kept
from lonja.carts._line import CartLine, Facts
from lonja.carts._line import line_of as priced_line
from lonja.catalog.api import Sellable
from lonja.inventory.api import Level, availability
from lonja.pricing.api import Price
from lonja.taxes import api as taxes

A = UUID(int=1)
TILE = Sellable(
    variant_id=A,
    product_id=UUID(int=2),
    sku="T-1",
    slug="tile",
    name="Tile",
    options={"size": "20x20"},
    picture=None,
    tax_class="reduced",
    weight_g=500,
)


def line_of(
    quantity: int = 2,
    *,
    seen: int | None = 10_00,
    price: int | None = 10_00,
    free: int | None = 5,
    is_sold: bool = True,
) -> CartLine:
    facts = Facts(
        things={A: TILE} if is_sold else {},
        prices={} if price is None else {A: Price(A, "EUR", price, None)},
        levels={} if free is None else {A: Level(A, free, availability(free, 2))},
        taxation=taxes.Taxation(
            decision=taxes.Decision(taxes.Treatment.DOMESTIC, taxes.Place("ES"), "ES"),
            rates={"standard": 2100, "reduced": 1000},
            inside={"standard": 2100, "reduced": 1000},
        ),
        gone={} if is_sold else {A: "T-1"},
        home_country="ES",
    )
    return priced_line(Kept(A, quantity, seen), facts)


class TestALine:
    def test_costs_what_it_costs_now(self) -> None:
        line = line_of(3, seen=12_00, price=10_00)

        assert (line.unit_minor, line.total_minor, line.was_minor) == (10_00, 30_00, 12_00)

    def test_whose_price_did_not_change_says_nothing_of_it(self) -> None:
        assert line_of(seen=10_00, price=10_00).was_minor is None
        assert line_of(seen=None, price=10_00).was_minor is None

    def test_is_taxed_by_its_class(self) -> None:
        assert line_of().tax_basis_points == 1000

    def test_may_be_had_as_often_as_there_is_some(self) -> None:
        assert [
            (line_of(free=free).free, line_of(free=free).availability) for free in (5, 2, 0)
        ] == [
            *((5, "in_stock"), (2, "low"), (0, "sold_out")),
        ]

    def test_that_never_had_stock_is_sold_out(self) -> None:
        line = line_of(free=None)

        assert (line.free, line.availability, line.gone) == (0, "sold_out", False)


class TestALineThatIsNoLongerSold:
    def test_keeps_its_name_and_costs_nothing(self) -> None:
        line = line_of(is_sold=False)

        assert (line.gone, line.sku, line.name) == (True, "T-1", "T-1")
        assert (line.unit_minor, line.total_minor, line.free) == (0, 0, 0)
        assert line.availability == "sold_out"

    def test_is_one_without_a_price_in_this_currency_too(self) -> None:
        line = line_of(price=None)

        assert (line.gone, line.total_minor, line.availability) == (True, 0, "sold_out")


@given(
    quantity=st.integers(1, 999),
    seen=st.none() | st.integers(0, 10**9),
    price=st.none() | st.integers(0, 10**9),
    free=st.none() | st.integers(-5, 10**6),
    is_sold=st.booleans(),
)
def test_a_line_is_gone_or_costs_its_units_and_never_has_less_than_nothing(
    quantity: int, seen: int | None, price: int | None, free: int | None, is_sold: bool
) -> None:
    line = line_of(quantity, seen=seen, price=price, free=free, is_sold=is_sold)

    assert line.gone == (not is_sold or price is None)
    assert line.total_minor == (0 if line.gone else line.unit_minor * quantity)
    assert line.free >= 0
    assert (line.free == 0) == (line.availability == "sold_out")
