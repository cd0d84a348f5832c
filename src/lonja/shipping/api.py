"""The door to shipping: which ways an order may travel, and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.kernel.errors import Refused
from lonja.kernel.languages import text_in
from lonja.shipping import _store
from lonja.shipping._counting import working_days_after
from lonja.shipping._methods import (
    Method,
    MethodDraft,
    Rate,
    ShippingMethodChanged,
    ShippingMethodTaken,
    UnknownShippingMethod,
    add_method,
    change_method,
    method,
    methods,
    put_method,
    remove_method,
)

__all__ = [
    "Arrival",
    "Method",
    "MethodDraft",
    "Rate",
    "ShippingMethodChanged",
    "ShippingMethodTaken",
    "ShippingOption",
    "ShippingUnavailable",
    "UnknownShippingMethod",
    "add_method",
    "arrival",
    "change_method",
    "chosen",
    "countries_without_method",
    "method",
    "methods",
    "options",
    "put_method",
    "remove_method",
    "working_days_after",
]


class ShippingUnavailable(Refused):
    code: ClassVar[str] = "shipping_unavailable"

    def __init__(self, method: str) -> None:
        super().__init__(
            "this way of shipping is not available for this address", shipping_method=method
        )


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """`price_minor` includes tax and is 0 above the free limit; days are working days."""

    code: str
    name: str
    price_minor: int
    days_min: int
    days_max: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Between which days an order should be there."""

    first: date
    last: date


async def arrival(db: AsyncConnection, code: str | None, *, paid_on: date) -> Arrival | None:
    """By its method as it is now; None where that is gone."""
    try:
        bought = (await method(db, code)).draft if code else None
    except UnknownShippingMethod:
        return None
    if bought is None:
        return None
    return Arrival(
        working_days_after(paid_on, bought.days_min), working_days_after(paid_on, bought.days_max)
    )


async def options(
    db: AsyncConnection, *, country: str, currency: str, items_minor: int, language: str
) -> list[ShippingOption]:
    return [
        ShippingOption(
            row.code,
            text_in(row.names, language, otherwise=row.code),
            0
            if row.free_from_minor is not None and items_minor >= row.free_from_minor
            else row.amount_minor,
            row.days_min,
            row.days_max,
        )
        for row in await _store.options(db, country=country, currency=currency)
    ]


async def countries_without_method(
    db: AsyncConnection, countries: Sequence[str], currency: str
) -> list[str]:
    """Those of `countries` that nothing can be sent to in this currency."""
    return await _store.without_method(db, countries, currency)


def chosen(available: list[ShippingOption], code: str) -> ShippingOption:
    for option in available:
        if option.code == code:
            return option
    raise ShippingUnavailable(code)
