"""Which balance pays how much of an order, and why one cannot. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lonja.credit._account import Account
from lonja.kernel.errors import Refused


class GiftCardRefused(Refused):
    """`facts["reason"]`: unknown, disabled, expired, empty, currency, changed."""

    code: ClassVar[str] = "gift_card_refused"


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an order is paid by this account."""

    account_id: UUID
    amount_minor: int


def why_not_usable(account: Account, *, currency: str, now: datetime) -> str | None:
    state = account.state(now)
    if state != "active":
        return state
    if account.currency != currency:
        return "currency"
    return None if account.balance_minor > 0 else "empty"


def share_out(due_minor: int, accounts: Sequence[Account]) -> list[Part]:
    """Each pays what it can, in this order, until nothing is left to pay."""
    parts = []
    for account in accounts:
        amount = min(account.balance_minor, due_minor)
        if amount > 0:
            parts.append(Part(account.id, amount))
            due_minor -= amount
    return parts
