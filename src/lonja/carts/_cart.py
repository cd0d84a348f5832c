"""A cart as it is kept, and what refuses a change of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from lonja.carts._status import CartStatus
from lonja.kernel import limits
from lonja.kernel.address import Address, address_faults
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.taxes import api as taxes

MAX_NAME_CHARACTERS: Final = 200
MAX_MESSAGE_CHARACTERS: Final = 500
MAX_AHEAD: Final = timedelta(days=366)


class UnknownCart(NotFound):
    code: ClassVar[str] = "unknown_cart"


class CartExpired(NotFound):
    code: ClassVar[str] = "cart_expired"


class CartOrdered(Conflict):
    code: ClassVar[str] = "cart_ordered"


class CartFull(Invalid):
    code: ClassVar[str] = "cart_full"


class BadQuantity(Invalid):
    code: ClassVar[str] = "bad_quantity"


class BadRecipient(Invalid):
    """`facts["field"]` is what is wrong of whom a gift card goes to."""

    code: ClassVar[str] = "bad_recipient"


class BadAmount(Invalid):
    """`facts` have the least, the most and the step of what a gift card may be worth; none of them
    where it has one amount only.
    """

    code: ClassVar[str] = "bad_amount"


class NotPriced(Invalid):
    code: ClassVar[str] = "not_sold_in_currency"


@dataclass(frozen=True, slots=True)
class StoredCart:
    id: UUID
    version: int
    status: CartStatus
    currency: str
    language: str
    country: str
    address: Address | None
    shipping_code: str | None
    codes: Sequence[str]
    gift_cards: Sequence[UUID]
    expires_at: datetime
    proven_email: str | None = None
    """Whose cart it is, as its buyer has shown by opening a link of a mail to this address."""
    own_shipping_minor: int | None = None
    uses_store_credit: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the gift cards that are bought, and when; the buyer, at once, where nothing is said."""

    name: str = ""
    email: str = ""
    message: str = ""
    language: str = ""
    send_on: date | None = None
    units: int = 1
    amount_minor: int | None = None
    """What each is worth, where the buyer says it."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        day = value["send_on"]
        return cls(**{**value, "send_on": date.fromisoformat(day) if day else None})


def checked_recipient(to: Recipient, *, languages: Sequence[str], today: date) -> Recipient:
    """As it is kept; refused for the first field with which the card would not arrive."""
    to = replace(
        to,
        name=to.name.strip(),
        email=to.email.strip(),
        message=to.message.strip(),
        send_on=None if to.send_on is not None and to.send_on <= today else to.send_on,
    )
    if to.email and not is_email_address(to.email):
        raise BadRecipient("this is no e-mail address", field="email")
    if len(to.name) > MAX_NAME_CHARACTERS or len(to.message) > MAX_MESSAGE_CHARACTERS:
        raise BadRecipient("this is too long", field="message")
    if to.send_on is not None and to.send_on > today + MAX_AHEAD:
        raise BadRecipient("a gift card is sent within a year", field="send_on")
    if to.language and to.language not in languages:
        raise BadRecipient("this shop does not speak this language", field="language")
    return to


def checked_amount(
    amount_minor: int | None, *, currency: str, least_minor: int, most_minor: int | None, step: int
) -> int | None:
    """What a gift card is to be worth, in steps of so many minor units; None where it is worth its
    price, as most are.
    """
    if most_minor is None:
        if amount_minor is not None:
            raise BadAmount("this is worth what it costs", field="amount_minor")
        return None
    most_minor = max(least_minor, most_minor)
    is_between = amount_minor is not None and least_minor <= amount_minor <= most_minor
    if amount_minor is None or not is_between or amount_minor % step:
        raise BadAmount(
            "an amount of the gift card is needed, within its bounds",
            field="amount_minor",
            currency=currency,
            least_minor=least_minor,
            most_minor=most_minor,
            step_minor=step,
            is_between=is_between,
        )
    return amount_minor


def with_units(
    told: Sequence[Recipient], *, have: int, amount_minor: int, units: int
) -> list[Recipient]:
    """Whom each unit goes to once so many of them are of this amount: the last ones come and go."""
    each = recipients_of(have, told)
    of_it = [one for one in each if one.amount_minor == amount_minor]
    if not of_it:
        raise BadAmount("the cart has no gift card of this amount", field="amount_minor")
    kept = recipients_of(units, of_it)
    made: list[Recipient] = []
    for one in each:
        if one.amount_minor != amount_minor:
            made.append(one)
        elif kept:
            made.append(kept.pop(0))
    return made + kept


def recipients_of(quantity: int, told: Sequence[Recipient]) -> list[Recipient]:
    """Whom each of so many units goes to, in the order in which they were named.

    Units beyond what was named go to the last one named, or to the buyer.
    """
    each = [replace(one, units=1) for one in told for _ in range(one.units)]
    rest = each[-1] if each else Recipient()
    return (each + [rest] * quantity)[:quantity]


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as the cart keeps it; `seen_minor` is the price it was put in at.

    `own_minor` is what staff agreed with the buyer, tax included, and why.
    """

    variant_id: UUID
    quantity: int
    seen_minor: int | None
    own_minor: int | None = None
    own_reason: str | None = None
    recipients: Sequence[Recipient] = ()


def checked_quantity(quantity: int, have: int) -> int:
    """What a line has with `quantity` more."""
    if quantity < 1 or quantity + have > limits.LINE_QUANTITY:
        raise BadQuantity(
            f"a line has between 1 and {limits.LINE_QUANTITY} units", field="quantity"
        )
    return quantity + have


def of_somebody(address: Address) -> dict[str, str]:
    """Of who picks it up: no more of the address is kept than is theirs at any store."""
    for fault in address_faults(address):
        if fault.facts.get("field") == "phone":
            raise fault
    nowhere = dict.fromkeys(("line1", "line2", "city", "region", "postal_code", "country"), "")
    return {**address.to_json(), **nowhere}


def reachable(address: Address) -> dict[str, str]:
    for fault in address_faults(address):
        raise fault
    if address.vat_id.strip():
        address = replace(address, vat_id=taxes.read_vat_id(address.vat_id, address.country))
    return address.to_json()
