"""Which way an order may go. Pure; a move that is not in the table is a fault of ours."""

from typing import Final

WAITING: Final = frozenset({"placed", "paying", "payment_action_required", "payment_failed"})
"""Not decided yet: stock may be held, a payment may be on its way."""

_MOVES: Final = {
    "placed": {"paying", "cancelled"},
    "paying": {"paying", "confirmed", "payment_failed", "payment_action_required", "cancelled"},
    "payment_action_required": {"paying", "confirmed", "payment_failed", "cancelled"},
    "payment_failed": {"placed", "cancelled"},
    "confirmed": {"shipped", "cancelled"},
    "shipped": {"delivered"},
    "delivered": set[str](),
    "cancelled": set[str](),
}


class ImpossibleMove(AssertionError):
    """Somebody moved an order without asking whether it may go there."""


def may_move(status: str, to: str) -> bool:
    return to in _MOVES[status]


def check_move(status: str, to: str) -> None:
    if not may_move(status, to):
        raise ImpossibleMove(f"an order never goes from {status} to {to}")
