"""A cart as it is kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lonja.carts._status import CartStatus
from lonja.kernel.address import Address


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


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as the cart keeps it; `seen_minor` is the price it was put in at."""

    variant_id: UUID
    quantity: int
    seen_minor: int | None
