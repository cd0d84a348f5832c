"""A quote as its buyer reads it, where it may go, and until when it is good. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from lonja.kernel import limits
from lonja.kernel.errors import Conflict, Invalid, NotFound


class QuoteStatus(StrEnum):
    """The column's CHECK, the API, the SPA and the storefront's words follow this."""

    SENT = "sent"
    ACCEPTED = "accepted"
    """Its order is being made; what stands in the way puts it back to sent."""
    ORDERED = "ordered"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REVISED = "revised"
    """Staff are writing the next version of it."""


_S = QuoteStatus

QUOTE_MOVES: Final = {
    _S.SENT: frozenset({_S.ACCEPTED, _S.DECLINED, _S.EXPIRED, _S.WITHDRAWN, _S.REVISED}),
    _S.ACCEPTED: frozenset({_S.ORDERED, _S.SENT}),
    _S.ORDERED: frozenset[QuoteStatus](),
    _S.DECLINED: frozenset[QuoteStatus](),
    _S.EXPIRED: frozenset[QuoteStatus](),
    _S.WITHDRAWN: frozenset[QuoteStatus](),
    _S.REVISED: frozenset[QuoteStatus](),
}


class UnknownQuote(NotFound):
    code: ClassVar[str] = "unknown_quote"


class QuoteNotOpen(Conflict):
    """It was answered, is over or was taken back; `facts["status"]` says which."""

    code: ClassVar[str] = "quote_not_open"


class ImpossibleQuoteMove(AssertionError):
    """Somebody moved a quote without asking whether it may go there."""


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """`total_minor` is for all of its units, with what promotions take off; `own_minor` is what staff
    had agreed for one before, None where it was the list's price. `given` of its units were a
    promotion's gift, and are not the draft's own.
    """

    sku: str
    name: str
    options: Mapping[str, str]
    quantity: int
    unit_minor: int
    total_minor: int
    own_minor: int | None = None
    own_reason: str | None = None
    given: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What was offered, kept as it was sent. Amounts are in minor units, tax included."""

    lines: Sequence[QuotedLine]
    shipping_name: str
    shipping_minor: int
    tax_minor: int
    total_minor: int
    own_shipping_minor: int | None
    """What staff had agreed for the shipping before; None where it was the method's price."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        lines = tuple(QuotedLine(**one) for one in value["lines"])
        return cls(**{**value, "lines": lines})


@dataclass(frozen=True, slots=True)
class Quote:
    """`problem` is the code of why its order could not be made, while it is open again."""

    draft_id: UUID
    version: int
    number: str
    status: QuoteStatus
    email: str
    name: str
    language: str
    currency: str
    message: str
    content: Mapping[str, Any]
    total_minor: int
    valid_until: datetime
    sent_at: datetime
    sent_by: str
    seen_at: datetime | None
    answered_at: datetime | None
    settled_at: datetime | None
    method: str
    reason: str
    problem: str
    order_number: str | None

    @property
    def offered(self) -> Content:
        return Content.from_json(self.content)

    def standing(self, now: datetime) -> QuoteStatus:
        """As it is to be read now: a clock that is late makes no quote good for longer."""
        is_over = self.status is _S.SENT and self.valid_until <= now
        return _S.EXPIRED if is_over else self.status


def check_quote_move(status: QuoteStatus, to: QuoteStatus) -> None:
    if to not in QUOTE_MOVES[status]:
        raise ImpossibleQuoteMove(f"a quote never goes from {status} to {to}")


def require_open(quote: Quote, now: datetime) -> None:
    """Raise unless its buyer may still say yes or no."""
    standing = quote.standing(now)
    if standing is not QuoteStatus.SENT:
        raise QuoteNotOpen("this quote is not open any more", status=str(standing))


def check_validity(valid_until: datetime, now: datetime) -> None:
    if not now < valid_until <= now + timedelta(days=limits.QUOTE_DAYS):
        raise Invalid(f"a quote is good for up to {limits.QUOTE_DAYS} days", field="valid_until")
