"""How much of an order may still be refunded, and the statuses of a refund. Pure.

A refund in progress counts as paid, so two clerks who click at once cannot pay a buyer twice;
failed and cancelled refunds do not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from lonja.kernel.errors import Conflict, Forbidden, Invalid
from lonja.kernel.money import Money, divide_half_up, share


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    SENT = "sent"
    PENDING = "pending"
    NEEDS_PERSON = "needs_person"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = RefundStatus

REFUND_MOVES: Final[dict[RefundStatus, frozenset[RefundStatus]]] = {
    _S.REQUESTED: frozenset({_S.SENT}),
    _S.SENT: frozenset({_S.SUCCEEDED, _S.PENDING, _S.NEEDS_PERSON, _S.FAILED}),
    _S.PENDING: frozenset({_S.SUCCEEDED, _S.NEEDS_PERSON, _S.FAILED}),
    _S.NEEDS_PERSON: frozenset({_S.SUCCEEDED, _S.CANCELLED}),
    # A bank may send money back weeks later: the account was closed.
    _S.SUCCEEDED: frozenset({_S.FAILED}),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}
REFUND_WAITING: Final = frozenset({_S.REQUESTED, _S.SENT, _S.PENDING})
"""These continue without a person: by a message, or by the timer if that was lost."""
REFUND_LOST: Final = frozenset({_S.FAILED, _S.CANCELLED})
"""The money did not reach the buyer, so it may go back in another way."""


class RefundSource(StrEnum):
    """Who wanted it; what was made in the gateway's own pages comes from there."""

    STAFF = "staff"
    CANCELLATION = "cancellation"
    RETURN = "return"
    LATE_PAYMENT = "late_payment"
    SURPLUS = "surplus"
    EDIT = "edit"
    GATEWAY = "gateway"


UNINVOICED: Final = frozenset({RefundSource.LATE_PAYMENT, RefundSource.SURPLUS, RefundSource.EDIT})
"""No invoice names this money: it paid no order, or the edit has a document of its own."""


class RefundTo(StrEnum):
    """Where the money goes that no balance paid; what a balance paid goes back to it."""

    PAYMENT = "payment"
    GIFT_CARD = "gift_card"
    """A new card, mailed to the buyer."""
    STORE_CREDIT = "store_credit"
    """The buyer's own balance in the shop."""
    EXCHANGE = "exchange"
    """Another order of the buyer's, which the returned goods pay; nobody chooses it by itself."""


class RefundReason(StrEnum):
    CHANGED_MIND = "changed_mind"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    LATE = "late"
    GOODWILL = "goodwill"
    CANCELLED = "cancelled"
    OTHER = "other"


class ImpossibleRefundMove(AssertionError):
    """Somebody moved a refund without asking whether it may go there."""


class NothingToRefund(Conflict):
    """`facts["reason"]`: nothing_paid, nothing_left, disputed or edit_awaits_payment."""

    code: ClassVar[str] = "nothing_to_refund"


class RefundExceedsCapture(Conflict):
    """`facts["left_minor"]` is what may still go back."""

    code: ClassVar[str] = "refund_exceeds_capture"


class RefundExceedsLine(Conflict):
    """More units than are left of a line; `facts` say the line and what is left of it."""

    code: ClassVar[str] = "refund_exceeds_line"


class RefundNotPositive(Invalid):
    code: ClassVar[str] = "refund_not_positive"


class RefundOverLimit(Forbidden):
    """More than this person may give back of one order; `facts["limit_minor"]` says how much."""

    code: ClassVar[str] = "refund_over_limit"


class RefundIdTaken(Conflict):
    """The id was used for another refund: a repeat must ask for the same."""

    code: ClassVar[str] = "refund_id_taken"


class WrongRefundStatus(Conflict):
    code: ClassVar[str] = "wrong_refund_status"


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was bought; `paid_minor` is its total less its discount.

    `most_minor` is what is left of its gift cards: what their holders have spent never goes back.
    """

    line: int
    quantity: int
    paid_minor: int
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class RefundLine:
    line: int
    quantity: int
    amount_minor: int

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Given:
    """What the rule asks about a refund that was made before."""

    attempt_id: UUID
    status: RefundStatus
    amount_minor: int
    actor: str = ""
    lines: tuple[RefundLine, ...] = ()

    @property
    def counts(self) -> bool:
        return self.status not in REFUND_LOST


@dataclass(frozen=True, slots=True)
class RefundRequested:
    """A refund request: without amount and lines it is all that is left.

    `amount_minor` beside lines replaces their sum (a fee kept, shipping added); `shipping_minor` of it
    is no part of what the lines are worth.
    """

    reason: RefundReason
    amount_minor: int | None = None
    lines: Mapping[int, int] = field(default_factory=dict)
    restock: bool = False
    shipping_minor: int = 0
    to: RefundTo = RefundTo.PAYMENT

    @property
    def is_whole(self) -> bool:
        return self.amount_minor is None and not self.lines


@dataclass(frozen=True, slots=True)
class Books:
    """The money and the lines of one order, read under its lock.

    `captured` is the ledger's sum for each attempt, never the order's total.
    """

    currency: str
    captured: Mapping[UUID, int]
    given: Sequence[Given]
    sold: Sequence[SoldLine]
    balances: frozenset[UUID] = frozenset()
    """Those of the payments that gift cards and store credit made."""
    disputed: Mapping[UUID, int] = field(default_factory=dict)
    """What buyers' banks took back of each payment, and did not give us again."""
    in_dispute: bool = False
    """A bank is deciding: nothing goes back, and no parcel out, until it has."""
    is_owed_more: bool = False
    """An edit added goods that are not paid yet: nothing goes back until that is settled."""

    @property
    def captured_minor(self) -> int:
        return sum(self.captured.values())

    @property
    def left_minor(self) -> int:
        left = sum(self.left_of(attempt) for attempt in self.captured)
        return max(0, left - self.spent_minor)

    @property
    def spent_minor(self) -> int:
        """What holders of the order's gift cards have spent of them."""
        return sum(
            max(0, sold.paid_minor - _gone(self, sold.line)[1] - sold.most_minor)
            for sold in self.sold
            if sold.most_minor is not None
        )

    def left_of(self, attempt: UUID) -> int:
        gone = sum(g.amount_minor for g in self.given if g.counts and g.attempt_id == attempt)
        return self.captured[attempt] - gone - self.disputed.get(attempt, 0)

    def given_by(self, actor: str) -> int:
        return sum(g.amount_minor for g in self.given if g.counts and g.actor == actor)


@dataclass(frozen=True, slots=True)
class RefundPart:
    """So much goes back to this payment, or where it `is_exchanged` pays another order."""

    attempt_id: UUID
    amount_minor: int
    is_exchanged: bool = False


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """The lines belong to the whole of it, and are counted once."""

    parts: tuple[RefundPart, ...]
    lines: tuple[RefundLine, ...]

    @property
    def amount_minor(self) -> int:
        return sum(part.amount_minor for part in self.parts)


@dataclass(frozen=True, slots=True)
class LineLeft:
    """What may still go back of a line: units, and money for all of them."""

    line: int
    quantity: int
    amount_minor: int


def check_refund_move(status: RefundStatus, to: RefundStatus) -> None:
    if to not in REFUND_MOVES[status]:
        raise ImpossibleRefundMove(f"a refund never goes from {status} to {to}")


def why_no_refund(books: Books) -> str | None:
    """None when there is money to give back, or a stable code that says why not."""
    if books.captured_minor <= 0:
        return "nothing_paid"
    if books.in_dispute:
        return "disputed"
    if books.is_owed_more:
        return "edit_awaits_payment"
    return None if books.left_minor > 0 else "nothing_left"


def lines_left(books: Books) -> list[LineLeft]:
    return [
        LineLeft(sold.line, units, _worth(sold, gone, amount, units) if units else 0)
        for sold in books.sold
        for gone, amount in [_gone(books, sold.line)]
        for units in [sold.quantity - gone]
    ]


def why_not_ship(books: Books, *, due_minor: int) -> str | None:
    """`nothing_to_ship` once every unit of every line was given back, else None.

    `not_captured` while the money is only reserved, or was lost: goods go out for money that is
    ours, or for a person's explicit yes. `disputed` while a bank claims the money back.
    """
    if not any(line.quantity for line in lines_left(books)):
        return "nothing_to_ship"
    if books.in_dispute:
        return "disputed"
    return "not_captured" if books.captured_minor < due_minor else None


def plan_refund(books: Books, request: RefundRequested) -> RefundPlan:
    """What goes back, to which payments and of which lines; raises when that may not be.

    Gift cards and store credit get theirs back first, so that no buyer turns them into cash.
    """
    reason = why_no_refund(books)
    if reason is not None:
        raise NothingToRefund("there is no money to give back", reason=reason)
    lines = _planned_lines(books, request)
    worth = sum(line.amount_minor for line in lines)
    if request.is_whole:
        amount = books.left_minor
    else:
        amount = worth if request.amount_minor is None else request.amount_minor
    sources = _sources(books, amount)
    goods = amount - request.shipping_minor
    if goods < worth:
        parts = share(goods, [line.amount_minor for line in lines])
        lines = [
            RefundLine(line.line, line.quantity, part)
            for line, part in zip(lines, parts, strict=True)
        ]
    return RefundPlan(sources, tuple(lines))


def worth_of(books: Books, lines: Mapping[int, int]) -> int:
    """What these units of these lines were paid for; raises where no so many are left."""
    wanted = RefundRequested(RefundReason.OTHER, lines=lines)
    return sum(line.amount_minor for line in _planned_lines(books, wanted)) if lines else 0


def check_limit(books: Books, plan: RefundPlan, *, actor: str, limit_minor: int | None) -> None:
    """Raise when one person would give back more of one order than they may, however often."""
    if limit_minor is None:
        return
    if books.given_by(actor) + plan.amount_minor > limit_minor:
        limit = Money(books.currency, limit_minor)
        raise RefundOverLimit(
            f"you may refund up to {limit} of an order",
            limit_minor=limit_minor,
            currency=books.currency,
        )


def _sources(books: Books, amount: int) -> tuple[RefundPart, ...]:
    """Balances first, then the payment with most left; from none more than it brought."""
    if amount <= 0:
        raise RefundNotPositive("a refund is more than nothing", field="amount_minor")
    if amount > books.left_minor:
        raise RefundExceedsCapture(
            f"only {Money(books.currency, books.left_minor)} is left to refund",
            left_minor=books.left_minor,
            currency=books.currency,
        )
    parts = []
    for attempt in sorted(
        books.captured, key=lambda one: (one not in books.balances, -books.left_of(one), one)
    ):
        part = min(amount, books.left_of(attempt))
        if part > 0:
            parts.append(RefundPart(attempt, part))
            amount -= part
    return tuple(parts)


def _planned_lines(books: Books, request: RefundRequested) -> list[RefundLine]:
    left = {one.line: one for one in lines_left(books)}
    wanted = request.lines
    if request.is_whole:
        wanted = {one.line: one.quantity for one in left.values() if one.quantity}
    found = []
    for sold in books.sold:
        units = wanted.get(sold.line)
        if units is None:
            continue
        if not 0 < units <= left[sold.line].quantity:
            raise RefundExceedsLine(
                f"{left[sold.line].quantity} units of line {sold.line} are left to refund",
                line=sold.line,
                left=left[sold.line].quantity,
            )
        gone, amount = _gone(books, sold.line)
        found.append(RefundLine(sold.line, units, _worth(sold, gone, amount, units)))
    for line in sorted(set(wanted) - {sold.line for sold in books.sold}):
        raise Invalid(f"this order has no line {line}", field="lines")
    return found


def _gone(books: Books, line: int) -> tuple[int, int]:
    parts = [p for given in books.given if given.counts for p in given.lines if p.line == line]
    return sum(p.quantity for p in parts), sum(p.amount_minor for p in parts)


def _worth(sold: SoldLine, gone: int, gone_minor: int, units: int) -> int:
    """What `units` more are worth: a difference of two sums, so that all parts meet the whole."""
    before = divide_half_up(sold.paid_minor * gone, sold.quantity)
    after = divide_half_up(sold.paid_minor * (gone + units), sold.quantity)
    worth = min(after - before, sold.paid_minor - gone_minor)
    return worth if sold.most_minor is None else min(worth, sold.most_minor)
