"""A cart as it is kept, and what refuses a change of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lonja.carts._status import CartStatus
from lonja.kernel import limits
from lonja.kernel.address import Address
from lonja.kernel.errors import Conflict, Invalid, NotFound


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


def checked_quantity(quantity: int, have: int) -> int:
    """What a line has with `quantity` more."""
    if quantity < 1 or quantity + have > limits.LINE_QUANTITY:
        raise BadQuantity(
            f"a line has between 1 and {limits.LINE_QUANTITY} units", field="quantity"
        )
    return quantity + have
