"""Shipping methods and their rates."""

import functools
from typing import Final

from lonja_tools.demo._goods import USD_PER_EUR
from lonja_tools.demo._people import WORLD
from lonja_tools.demo._rows import Sheets, json_text

_EUROPE: Final = frozenset(WORLD["tax_basis_points"]) - {"ES", "PT", "US", "GB", "CH", "NO"}
CURRENCIES: Final = ("EUR", "USD")


def write(sheets: Sheets) -> None:
    for country, basis_points in WORLD["tax_basis_points"].items():
        sheets.add("tax_rates", country, "standard", basis_points)
    for at, (code, method) in enumerate(WORLD["methods"].items()):
        low, high = method["days"]
        sheets.add("shipping_methods", code, at, json_text(method["names"]), low, high)
        for country in ("ES", "PT", *sorted(_EUROPE), "*"):
            for currency in CURRENCIES:
                amount, free_from = _rate(code, country, currency)
                sheets.add("shipping_rates", code, country, currency, amount, free_from or None)
    for at, place in enumerate(WORLD["locations"]):
        sheets.add("locations", place["code"], place["name"], place["country"], True, at)


def cost_minor(method: str, country: str, currency: str, items_minor: int) -> int:
    amount, free_from = _rate(method, country, currency)
    return 0 if free_from and items_minor >= free_from else amount


@functools.cache
def _rate(method: str, country: str, currency: str) -> tuple[int, int]:
    zones = WORLD["rates"][method]
    zone = country if country in zones else "EU" if country in _EUROPE else "REST"
    amount, free_from = zones[zone]
    if currency == "EUR":
        return amount, free_from
    return round(amount * USD_PER_EUR / 10) * 10, round(free_from * USD_PER_EUR / 1000) * 1000
