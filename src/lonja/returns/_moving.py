"""Where the return of goods stands, and which way it may go. Pure."""

from enum import StrEnum
from typing import ClassVar, Final

from lonja.kernel.errors import Conflict


class ReturnKind(StrEnum):
    """A withdrawal is the buyer's legal right; a return is the shop's promise; a claim our fault."""

    WITHDRAWAL = "withdrawal"
    RETURN = "return"
    CLAIM = "claim"


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    SETTLED = "settled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_S = ReturnStatus

RETURN_MOVES: Final[dict[ReturnStatus, frozenset[ReturnStatus]]] = {
    _S.REQUESTED: frozenset({_S.APPROVED, _S.DECLINED, _S.CANCELLED}),
    # Settled without goods: a claim for what never came, or a proof of dispatch.
    _S.APPROVED: frozenset({_S.IN_TRANSIT, _S.RECEIVED, _S.SETTLED, _S.CANCELLED}),
    _S.IN_TRANSIT: frozenset({_S.RECEIVED, _S.SETTLED, _S.CANCELLED}),
    # Parcels come one after the other.
    _S.RECEIVED: frozenset({_S.RECEIVED, _S.SETTLED}),
    _S.SETTLED: frozenset({_S.CLOSED}),
    _S.DECLINED: frozenset(),
    _S.CLOSED: frozenset(),
    _S.CANCELLED: frozenset(),
}

RETURN_OPEN: Final = frozenset(status for status, to in RETURN_MOVES.items() if to)
"""Somebody still has something to do: the buyer, the carrier or the shop."""

MAY_RECEIVE: Final = frozenset({_S.APPROVED, _S.IN_TRANSIT, _S.RECEIVED, _S.SETTLED})
"""Goods may come after their money went back."""
MAY_SETTLE: Final = frozenset(status for status, to in RETURN_MOVES.items() if _S.SETTLED in to)
HOLDS_UNITS: Final = frozenset(_S) - {_S.DECLINED, _S.CANCELLED}
"""Units in such a case are in no other."""


class ImpossibleReturnMove(AssertionError):
    """Somebody moved a return without asking whether it may go there."""


class WrongReturnStatus(Conflict):
    """The request does not fit the return's status, which is `facts["status"]`."""

    code: ClassVar[str] = "wrong_return_status"


def require_return_move(status: ReturnStatus, to: ReturnStatus) -> None:
    """Raise `WrongReturnStatus` unless the return may go there."""
    if to not in RETURN_MOVES[status]:
        raise WrongReturnStatus(f"a return that is {status} cannot become {to}", status=str(status))


def check_return_move(status: ReturnStatus, to: ReturnStatus) -> None:
    if to not in RETURN_MOVES[status]:
        raise ImpossibleReturnMove(f"a return never goes from {status} to {to}")
