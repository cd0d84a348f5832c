"""What a cart says of promotions: what they take off, why a code does not, what is missing."""

from collections.abc import Sequence

from lonja.carts import api as carts
from lonja.hosting.deps import MoneyOut, Out
from lonja.promotions.api import Why


class OffOut(Out):
    """What one promotion takes off; its name is in the cart's language."""

    name: str
    code: str | None
    amount: MoneyOut


class MissedCodeOut(Out):
    """`missing` is what would make it apply: minor units, or pieces where the reason is `quantity`."""

    code: str
    reason: Why
    missing: int | None


class HintOut(Out):
    """So little more, in minor units or pieces, and this promotion applies."""

    name: str
    reason: Why
    missing: int


def offs_of(offs: Sequence[carts.Off], currency: str) -> list[OffOut]:
    return [
        OffOut(name=off.name, code=off.code, amount=MoneyOut.of(off.amount_minor, currency))
        for off in offs
    ]


def missed_codes_of(cart: carts.Cart) -> list[MissedCodeOut]:
    return [
        MissedCodeOut(code=one.code, reason=one.why, missing=one.missing)
        for one in cart.missed_codes
    ]


def hint_of(cart: carts.Cart) -> HintOut | None:
    if cart.hint is None:
        return None
    return HintOut(name=cart.hint.name, reason=cart.hint.why, missing=cart.hint.missing)
