"""Which way an attempt to pay may go, when to look at it again, and what money means for its order. Pure.

A move that is not in the table is a fault of ours.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lonja.kernel import limits
from lonja.kernel.money import Money
from lonja.payments._port import Authorised, Captured


class AttemptStatus(StrEnum):
    OPEN = "open"
    NEEDS_ACTION = "needs_action"
    PENDING = "pending"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    DECLINED = "declined"
    CLOSED = "closed"


class MoveKind(StrEnum):
    """What a row of the ledger says; amounts are never negative, `SIGNS` gives the direction."""

    AUTHORISED = "authorised"
    VOIDED = "voided"
    CAPTURED = "captured"
    LATE_CAPTURED = "late_captured"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    DISPUTE_REINSTATED = "dispute_reinstated"


SIGNS: Final = {
    MoveKind.CAPTURED: 1,
    MoveKind.LATE_CAPTURED: 1,
    MoveKind.REFUNDED: -1,
    MoveKind.REFUND_FAILED: 1,
    MoveKind.DISPUTED: -1,
    MoveKind.DISPUTE_REINSTATED: 1,
}
"""The kinds that moved money, and which way; reports and the warehouse count these alone."""

LIVE: Final = frozenset(
    {
        AttemptStatus.OPEN,
        AttemptStatus.NEEDS_ACTION,
        AttemptStatus.PENDING,
        AttemptStatus.AUTHORISED,
    }
)
"""May still bring money; an order has at most one such attempt."""

MOVES: Final = {
    AttemptStatus.OPEN: frozenset(AttemptStatus) - {AttemptStatus.OPEN},
    # Another try on the gateway's page is the same attempt.
    AttemptStatus.NEEDS_ACTION: frozenset(AttemptStatus) - {AttemptStatus.OPEN},
    AttemptStatus.PENDING: frozenset(AttemptStatus)
    - {AttemptStatus.OPEN, AttemptStatus.NEEDS_ACTION, AttemptStatus.PENDING},
    AttemptStatus.AUTHORISED: frozenset({AttemptStatus.CAPTURED, AttemptStatus.CLOSED}),
    # Money that arrived all the same: the only way out of a final state, marked `late`.
    AttemptStatus.DECLINED: frozenset({AttemptStatus.CAPTURED}),
    AttemptStatus.CLOSED: frozenset({AttemptStatus.CAPTURED}),
    # Refunds and disputes are rows of their own.
    AttemptStatus.CAPTURED: frozenset[AttemptStatus](),
}


class ImpossibleAttemptMove(AssertionError):
    """Somebody moved an attempt without asking whether it may go there."""


def may_move(status: AttemptStatus, to: AttemptStatus) -> bool:
    return to in MOVES[status]


def check_move(status: AttemptStatus, to: AttemptStatus) -> None:
    if not may_move(status, to):
        raise ImpossibleAttemptMove(f"an attempt never goes from {status} to {to}")


def next_look(
    status: AttemptStatus,
    *,
    closing_since: datetime | None,
    reserved_since: datetime | None = None,
    now: datetime,
) -> datetime | None:
    """When the clock asks the gateway again: minutes, or hours for what takes days.

    Money that is reserved and cannot be taken is tried after waits that double up to those hours.

    None when the attempt has ended and nothing is owed to it.
    """
    if status not in LIVE:
        return None
    most = timedelta(hours=limits.CLOSING_HOURS)
    is_slow = status is AttemptStatus.PENDING or (
        closing_since is not None and now - closing_since > most
    )
    if is_slow:
        return now + timedelta(hours=limits.PENDING_LOOK_HOURS)
    wait = timedelta(seconds=limits.PAYMENT_LOOK_SECONDS)
    if status is AttemptStatus.AUTHORISED and reserved_since is not None:
        wait = min(max(now - reserved_since, wait), timedelta(hours=limits.PENDING_LOOK_HOURS))
    return now + wait


def next_retry(*, asked_at: datetime, now: datetime) -> datetime:
    """When to retry a gateway that did not answer while a buyer waits for it.

    The wait equals the silence so far, so waits double: soon at first, because most outages are
    short, and rarely later, because a gateway that recovers gets the retries of all orders.
    """
    shortest = timedelta(seconds=limits.RETRY_SECONDS)
    longest = timedelta(seconds=limits.RETRY_LONGEST_SECONDS)
    return now + min(max(now - asked_at, shortest), longest)


class Verdict(StrEnum):
    CONFIRM = "confirm"
    """It pays the order."""
    RELEASE = "release"
    """Only reserved, and not wanted: it is closed at the gateway."""
    GIVE_BACK = "give_back"
    """Ours, and not wanted: it is refunded, by hand where the gateway knows no way back."""
    ASK_PERSON = "ask_person"
    """Ours, but not the sum that is due: a person decides."""


def judge(money: Authorised | Captured, *, due: Money, is_awaited: bool) -> Verdict:
    """Only the sum that an order still waits for confirms it, or more where the payer wrote it.

    `is_awaited`: the order is not decided, its stock is held, no other attempt may pay it. A
    late payment never revives a cancelled order, as its goods may be sold: it is refunded. A wrong
    sum is left to a person, who can find out what the buyer meant; of one that a payer wrote it is
    known what was meant, so what is over goes back, and all of it where the order came to nothing.
    """
    is_exact = money.amount == due
    is_by_payer = isinstance(money, Captured) and money.by_payer
    if is_awaited and (is_exact or (is_by_payer and surplus_minor(money.amount, due) > 0)):
        return Verdict.CONFIRM
    if isinstance(money, Authorised):
        return Verdict.RELEASE
    is_known = is_by_payer and money.amount.currency == due.currency
    return Verdict.GIVE_BACK if is_exact or is_known else Verdict.ASK_PERSON


def surplus_minor(paid: Money, due: Money) -> int:
    """How much more was paid than is due; 0 for less, and for another currency."""
    return max(0, paid.minor - due.minor) if paid.currency == due.currency else 0
