"""Which variant a product's page begins with."""

import pytest

from lonja.frontoffice.views.product import Offer, chosen_offer


def offer(sku: str, colour: str, price_minor: int = 10_00, *, sold_out: bool = False) -> Offer:
    return Offer(
        sku=sku,
        options={"colour": colour, "size": "20x20"},
        price_minor=price_minor,
        was_minor=None,
        off_percent=None,
        availability="sold_out" if sold_out else "in_stock",
    )


OFFERS = [
    offer("Y", "yellow", 9_00),
    offer("G", "green"),
    offer("B", "blue", 12_00),
    offer("R", "red", 1_00, sold_out=True),
]


@pytest.mark.parametrize(
    ("sku", "wanted", "drawn", "chosen"),
    [
        ("B", [("colour", "green")], "yellow", "B"),
        ("", [("colour", "blue"), ("size", "20x20")], "green", "B"),
        ("", [("colour", "red")], "green", "R"),
        ("", [("size", "20x20")], "green", "G"),
        ("", [], "green", "G"),
        ("", [], "red", "Y"),
        ("", [], "room", "Y"),
        ("GONE", [], "", "Y"),
    ],
)
def test_is_what_the_list_showed(
    sku: str, wanted: list[tuple[str, str]], drawn: str, chosen: str
) -> None:
    found = chosen_offer(OFFERS, sku, wanted=wanted, drawn=drawn)

    assert found is not None
    assert found.sku == chosen


def test_is_none_where_nothing_is_offered() -> None:
    assert chosen_offer([], "A", wanted=(), drawn="") is None
