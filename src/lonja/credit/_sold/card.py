"""A gift card that an order bought, and what of it may still be taken back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from lonja.kernel.money import Money


@dataclass(frozen=True, slots=True)
class NewSale:
    """One unit of a line: a card for this person, mailed at `send_at` or at once."""

    line: int
    unit: int
    amount: Money
    email: str
    name: str = ""
    message: str = ""
    language: str = ""
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SoldCard:
    """`balance_minor`, `last_four` and `sent_at` are the card's own, none before it is issued."""

    order_id: UUID
    line: int
    unit: int
    order_number: str
    account_id: UUID
    currency: str
    amount_minor: int
    email: str
    name: str
    message: str
    language: str
    send_at: datetime | None
    takes: Mapping[str, int]
    paid_at: datetime | None
    issued_at: datetime | None
    stopped_at: datetime | None
    """Since when a bank claims its payment back: it pays nothing, and is not issued."""
    balance_minor: int | None
    last_four: str | None
    sent_at: datetime | None

    @property
    def amount(self) -> Money:
        return Money(self.currency, self.amount_minor)

    @property
    def worth_minor(self) -> int:
        """What it was sold for, less what refunds took."""
        return self.amount_minor - sum(self.takes.values())

    @property
    def left_minor(self) -> int:
        """What a refund may take of it: never what its holder has spent."""
        if self.issued_at is None or self.balance_minor is None:
            return self.worth_minor
        return min(self.balance_minor, self.worth_minor)


def card_id(order_id: UUID, line: int, unit: int) -> UUID:
    return uuid5(order_id, f"gift card:{line}:{unit}")


def left_of_lines(cards: Sequence[SoldCard]) -> dict[int, int]:
    """Line → what refunds may still take of its cards."""
    found: dict[int, int] = {}
    for one in cards:
        found[one.line] = found.get(one.line, 0) + one.left_minor
    return found


def share_takes(cards: Sequence[SoldCard], wanted_minor: int) -> list[tuple[SoldCard, int]]:
    """What to take of each: of those that nobody has yet first, then of the fullest."""
    parts = []
    for one in sorted(
        cards, key=lambda one: (one.issued_at is not None, -one.left_minor, one.unit)
    ):
        part = min(one.left_minor, wanted_minor)
        if part > 0:
            parts.append((one, part))
            wanted_minor -= part
    assert wanted_minor == 0, "a refund never takes more of a card than is left on it"
    return parts
