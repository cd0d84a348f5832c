"""The door to the ways to pay as this shop offers them."""

from collections.abc import Mapping
from dataclasses import replace

from psycopg import AsyncConnection

from lonja.payment_methods._fitting import (
    AmountRange,
    Sale,
    Setting,
    Terms,
    due_days,
    fits,
    goes_with,
)
from lonja.payment_methods._iban import grouped, read_iban
from lonja.payment_methods._settings import (
    NothingToUndo,
    PaymentMethodChanged,
    UnknownPaymentSetting,
    change,
    put,
    setting,
    settings,
    terms_of,
    undo,
)
from lonja.payments.api import Method

__all__ = [
    "AmountRange",
    "NothingToUndo",
    "PaymentMethodChanged",
    "Sale",
    "Setting",
    "Terms",
    "UnknownPaymentSetting",
    "change",
    "due_days",
    "goes_with",
    "grouped",
    "is_any_on",
    "offered",
    "put",
    "read_iban",
    "setting",
    "settings",
    "switched_on",
    "terms_of",
    "undo",
]


async def offered(
    db: AsyncConnection, methods: Mapping[str, Method], sale: Sale
) -> dict[str, Method]:
    """What this sale may be paid by, in the merchant's order and words."""
    return {
        one.code: _worded(methods[one.code], one)
        for one in await settings(db, methods)
        if fits(methods[one.code], one, sale)
    }


async def switched_on(db: AsyncConnection, methods: Mapping[str, Method]) -> dict[str, Method]:
    """What some sale may be paid by, whatever it costs and wherever it goes."""
    return {
        one.code: _worded(methods[one.code], one)
        for one in await settings(db, methods)
        if one.is_on
    }


async def is_any_on(db: AsyncConnection, methods: Mapping[str, Method]) -> bool:
    return bool(await switched_on(db, methods))


def _worded(method: Method, one: Setting) -> Method:
    titles = {language: text for language, text in one.terms.titles.items() if text}
    texts = {language: text for language, text in one.terms.instructions.items() if text}
    return replace(method, titles={**method.titles, **titles}, hints={**method.hints, **texts})
