"""A balance that buyers pay with, and the rows of its ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from lonja.kernel.money import Money


class CreditKind(StrEnum):
    GIFT_CARD = "gift_card"
    """Whoever has its code pays with it."""
    STORE_CREDIT = "store_credit"
    """One customer's, in one currency; it has no code."""


class CreditStatus(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class EntryKind(StrEnum):
    ISSUED = "issued"
    SOLD = "sold"
    """A buyer paid for it: the first entry of a gift card that an order bought."""
    ADJUSTED = "adjusted"
    SPENT = "spent"
    RELEASED = "released"
    REFUNDED = "refunded"
    TAKEN_BACK = "taken_back"
    """What is left of a sold card, when its buyer gets the money back; above zero if that failed."""


SIGNS = {
    EntryKind.ISSUED: 1,
    EntryKind.SOLD: 1,
    EntryKind.SPENT: -1,
    EntryKind.RELEASED: 1,
    EntryKind.REFUNDED: 1,
}
"""Which way each kind moves a balance; `adjusted` and `taken_back` go both ways."""


@dataclass(frozen=True, slots=True)
class Account:
    """`last_four` is all that is kept of a code in words; `email` and `name` are the recipient's."""

    id: UUID
    kind: CreditKind
    status: CreditStatus
    currency: str
    initial_minor: int
    balance_minor: int
    last_four: str
    expires_at: datetime | None
    customer_id: UUID | None
    email: str
    name: str
    message: str
    language: str
    send_at: datetime | None
    sent_at: datetime | None
    issued_by: str
    issued_at: datetime
    version: int

    @property
    def balance(self) -> Money:
        return Money(self.currency, self.balance_minor)

    def state(self, now: datetime) -> Literal["active", "disabled", "expired"]:
        if self.status is CreditStatus.DISABLED:
            return "disabled"
        is_over = self.expires_at is not None and self.expires_at <= now
        return "expired" if is_over else "active"


@dataclass(frozen=True, slots=True)
class Entry:
    """`amount_minor` is negative where the balance fell; the order is one that it paid."""

    id: UUID
    kind: EntryKind
    amount_minor: int
    balance_minor: int
    order_id: UUID | None
    order_number: str
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An act on one account; the same `id` again changes nothing."""

    account_id: UUID
    id: UUID
    kind: EntryKind
    amount_minor: int
    actor: str
    at: datetime
    order_id: UUID | None = None
    order_number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """What the shop owes in one currency, and how it came to it."""

    currency: str
    issued_minor: int
    sold_minor: int
    adjusted_minor: int
    taken_back_minor: int
    spent_minor: int
    released_minor: int
    refunded_minor: int
    balance_minor: int
