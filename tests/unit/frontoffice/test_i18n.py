"""Which language an address and a browser ask for."""

import pytest

from lonja.frontoffice.i18n import preferred, split_path
from lonja.frontoffice.pages.page_cache import currency_seen
from lonja.shop.api import Currency, Shop

SHOP = Shop(
    currencies=(Currency("EUR", "ES"), Currency("MXN", "MX", first_in=("MX", "GT"))),
    sells_to=("ES", "MX", "GT"),
)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/pt/cart", ("pt", "/cart")),
        ("/pt-BR/p/x", ("pt-BR", "/p/x")),
        ("/de", ("de", "")),
        ("/c/x", ("", "/c/x")),
        ("/search", ("", "/search")),
        ("/", ("", "/")),
    ],
)
def test_an_address_begins_with_its_language(path: str, parts: tuple[str, str]) -> None:
    assert split_path(path) == parts


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("pt-PT,en;q=0.5", "pt-BR"),
        ("pt-BR", "pt-BR"),
        ("de-CH, es;q=0.9", "de"),
        ("fr", "es"),
        ("", "es"),
    ],
)
def test_a_browser_is_answered_in_the_nearest_language(header: str, language: str) -> None:
    assert preferred(header, ("es", "de", "pt-BR")) == language


@pytest.mark.parametrize(
    ("cookies", "currency"),
    [
        ({}, "EUR"),
        ({"country": "GT"}, "MXN"),
        ({"country": "ES"}, "EUR"),
        ({"country": "MX", "currency": "EUR"}, "EUR"),
        ({"country": "MX", "currency": "XXX"}, "MXN"),
        ({"country": "<b>"}, "EUR"),
    ],
)
def test_a_visitor_sees_the_currency_they_chose_else_that_of_their_country(
    cookies: dict[str, str], currency: str
) -> None:
    assert currency_seen(SHOP, cookies) == currency
