"""The return of goods of one order: what the buyer asked for, what was decided, what came. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.returns._moving import HOLDS_UNITS, ReturnKind, ReturnStatus


class ReturnSource(StrEnum):
    """Who opened it: the buyer by the order's page or by the withdrawal function, or staff."""

    BUYER = "buyer"
    WITHDRAWAL = "withdrawal"
    STAFF = "staff"


class UnknownReturn(NotFound):
    code: ClassVar[str] = "unknown_return"


class NothingToReturn(Invalid):
    code: ClassVar[str] = "nothing_to_return"


class ReturnExceedsLine(Conflict):
    """More units than are left of a line; `facts` say the line and what is left of it."""

    code: ClassVar[str] = "return_exceeds_line"


class ReturnIdTaken(Conflict):
    """The id was used for another return: a repeat must ask for the same."""

    code: ClassVar[str] = "return_id_taken"


class ReceivedMoreThanApproved(Conflict):
    """`facts["line"]`, and how many units of it may still come."""

    code: ClassVar[str] = "return_exceeds_approved"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What its buyer gets for each unit that comes back, as it was called when they asked."""

    variant_id: UUID
    sku: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**{**value, "variant_id": UUID(value["variant_id"])})


@dataclass(frozen=True, slots=True)
class Approver:
    """Who says yes, and what they may refund of an order: None for all of it."""

    email: str
    limit_minor: int | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Units of an order's line; `approved` is None until staff decided.

    `resellable` of the received ones are in stock again, the others were written off; `refunded`
    ones were settled with money.
    """

    line: int
    requested: int
    approved: int | None
    received: int
    resellable: int
    refunded: int
    reason: str
    answer: str
    replacement: Replacement | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        other = value["replacement"]
        return cls(**{**value, "replacement": other and Replacement.from_json(other)})

    @property
    def held(self) -> int:
        """Units that no other return may name."""
        return self.requested if self.approved is None else self.approved

    @property
    def to_come(self) -> int:
        return (self.approved or 0) - self.received


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """`refund_due_at` is the last day for its money; `is_late` says that it was asked for too late.

    `fee_minor` was kept of the goods' worth, `shipping_minor` went back beside it.
    """

    order_id: UUID
    id: UUID
    number: str
    order_number: str
    email: str
    kind: ReturnKind
    status: ReturnStatus
    source: ReturnSource
    currency: str
    note: str
    answer: str
    tracking: str
    is_late: bool
    wants_credit: bool
    refund_id: UUID | None
    shipping_minor: int
    fee_minor: int
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    refund_due_at: datetime | None
    lines: Sequence[CaseLine]
    exchange_order_id: UUID | None = None
    exchange_number: str = ""
    exchange_failure: str = ""
    """Why the order in its place could not be made, as a stable code."""
    approved_by: str = ""
    approver_limit_minor: int | None = 0
    """What that person may refund of an order, None for all of it: what goes on by itself keeps to it."""

    @property
    def wants_exchange(self) -> bool:
        """Something is to be exchanged, and is not yet."""
        is_wanted = any(line.replacement and line.approved != 0 for line in self.lines)
        return is_wanted and self.exchange_order_id is None

    @property
    def is_all_exchanged(self) -> bool:
        """No line of it is given money for."""
        return all(line.replacement for line in self.lines if line.approved)

    def to_exchange(self, *, on_approval: bool) -> dict[int, int]:
        """Line → units that can be exchanged now: those that came or, where the shop sends an exchange
        on approval and nothing else is asked for, those that were approved.
        """
        is_early = on_approval and self.is_all_exchanged
        return {
            line.line: units
            for line in self.lines
            if line.replacement and (units := (line.approved or 0) if is_early else line.received)
        }

    @property
    def is_all_here(self) -> bool:
        return bool(self.lines) and not any(line.to_come for line in self.lines)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A return as a list shows it."""

    order_id: UUID
    id: UUID
    number: str
    order_number: str
    email: str
    kind: ReturnKind
    status: ReturnStatus
    is_late: bool
    units: int
    requested_at: datetime
    refund_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a line: `resellable` goes back into stock, `damaged` does not."""

    line: int
    resellable: int
    damaged: int

    @property
    def units(self) -> int:
        return self.resellable + self.damaged


def units_left(
    sent: Mapping[int, int], refunded: Mapping[int, int], cases: Sequence[ReturnCase]
) -> dict[int, int]:
    """Line → units that may still come back: in no other return, and not refunded without one."""
    held: dict[int, int] = {}
    settled: dict[int, int] = {}
    for case in cases:
        if case.status in HOLDS_UNITS:
            for line in case.lines:
                held[line.line] = held.get(line.line, 0) + line.held
                settled[line.line] = settled.get(line.line, 0) + line.refunded
    return {
        line: max(
            0, units - held.get(line, 0) - max(0, refunded.get(line, 0) - settled.get(line, 0))
        )
        for line, units in sent.items()
    }


def check_units(wanted: Mapping[int, int], left: Mapping[int, int]) -> None:
    """Raise unless something is wanted, and no more of a line than is left of it."""
    if not wanted:
        raise NothingToReturn("say what comes back", field="lines")
    for line, units in wanted.items():
        if not 0 < units <= left.get(line, 0):
            raise ReturnExceedsLine(
                f"{left.get(line, 0)} units of line {line} may come back",
                line=line,
                left=left.get(line, 0),
            )
