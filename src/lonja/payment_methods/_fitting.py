"""Which ways to pay fit a cart, and which do not go with how it travels. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from lonja.payments.api import Method

DUE_DAYS: Final = {"at_the_door": 30, "in_store": 30, "anywhere": 7}
"""How long the money of a method without a network is awaited, where the shop says nothing else."""


@dataclass(frozen=True, slots=True)
class AmountRange:
    """From `least_minor` to `most_minor` of one currency; None is no limit."""

    currency: str
    least_minor: int = 0
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop says of one way to pay. Empty countries or currencies are all of the shop's.

    Titles and instructions are by language, and replace the gateway's own. `due_days` are calendar
    days; holder, IBAN and BIC are of the account that transfers go to.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    instructions: Mapping[str, str] = field(default_factory=dict)
    countries: Sequence[str] = ()
    currencies: Sequence[str] = ()
    amounts: Sequence[AmountRange] = ()
    due_days: int | None = None
    holder: str = ""
    iban: str = ""
    bic: str = ""
    captures_on_shipping: bool = False
    """Reserved at the checkout, and taken when the first of the goods leaves."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        amounts = tuple(AmountRange(**one) for one in value.get("amounts", ()))
        return cls(**{**value, "amounts": amounts})


@dataclass(frozen=True, slots=True)
class Setting:
    """A way to pay as it is set. `version` 0: nobody has set it yet."""

    code: str
    is_on: bool
    position: int = 0
    terms: Terms = field(default_factory=Terms)
    version: int = 0
    can_undo: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """What is to be paid, and where it goes; `is_pickup` None while that is not chosen."""

    country: str
    currency: str
    minor: int
    is_pickup: bool | None = None


def unset(method: Method) -> Setting:
    """A gateway that was set up is offered; what people have to do by hand is not, until they say so."""
    return Setting(method.code, is_on=method.kind != "instructions")


def fits(method: Method, setting: Setting, sale: Sale) -> bool:
    terms = setting.terms
    if not setting.is_on or not method.takes(sale.currency):
        return False
    if terms.countries and sale.country not in terms.countries:
        return False
    if terms.currencies and sale.currency not in terms.currencies:
        return False
    if not goes_with(method, is_pickup=sale.is_pickup):
        return False
    return all(
        one.least_minor <= sale.minor and (one.most_minor is None or sale.minor <= one.most_minor)
        for one in terms.amounts
        if one.currency == sale.currency
    )


def goes_with(method: Method, *, is_pickup: bool | None) -> bool:
    """Nobody pays at a door to which nothing is brought, nor in a shop that they do not come to."""
    if is_pickup is None or method.place == "anywhere":
        return True
    return is_pickup == (method.place == "in_store")


def due_days(method: Method, terms: Terms) -> int:
    return DUE_DAYS[method.place] if terms.due_days is None else terms.due_days
