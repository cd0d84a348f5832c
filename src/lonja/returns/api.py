"""The door to returns: what of an order was taken back, on its own date, never an edit of the sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.kernel import ids
from lonja.kernel.money import MILLI, divide_half_up
from lonja.orders.api import Order
from lonja.returns import _store
from lonja.returns._case import (
    Approver,
    CaseLine,
    CaseRow,
    NothingToReturn,
    Received,
    ReceivedMoreThanApproved,
    Replacement,
    ReturnCase,
    ReturnExceedsLine,
    ReturnIdTaken,
    ReturnSource,
    UnknownReturn,
    check_units,
    units_left,
)
from lonja.returns._cases import (
    Asked,
    MakeExchange,
    case,
    cases,
    decide_case,
    find_case,
    forget_words,
    is_case_repeat,
    keep_money,
    list_cases,
    move_case,
    note_exchange,
    note_tracking,
    open_case,
    receive_case,
    settle_case,
    waiting_cases,
)
from lonja.returns._moving import (
    MAY_RECEIVE,
    MAY_SETTLE,
    RETURN_MOVES,
    RETURN_OPEN,
    ReturnKind,
    ReturnStatus,
    WrongReturnStatus,
    require_return_move,
)
from lonja.returns._photos.photos import (
    MAY_ADD,
    MOST_PHOTOS,
    PHOTOS_LIFE,
    NewPhoto,
    TooManyPhotos,
    UnknownPhoto,
    add_photo,
    new_photos,
    photo,
    photos,
    prune_photos,
)
from lonja.returns._photos.store import Photo, Pixels
from lonja.returns._policies.policies import (
    change_policy,
    exclusions,
    policy,
    set_exclusion,
)
from lonja.returns._policies.policy import (
    NO_WITHDRAWAL,
    CountryRule,
    ExclusionReason,
    PartialShipping,
    Reason,
    ReturnPolicy,
    ReturnPolicyWrong,
    SendsExchange,
)
from lonja.returns._settling import (
    FeeNotAllowed,
    Goods,
    ReturnAmountWrong,
    Settlement,
    check_settlement,
    propose,
)
from lonja.returns._withdrawals.dating import is_in_time, last_day, refund_due, window_ends
from lonja.returns._withdrawals.statements import (
    forget_statements,
    prune_statements,
    record_statement,
    statement,
    statements_of,
    unmatched_statements,
)
from lonja.returns._withdrawals.store import Statement

__all__ = [
    "MAY_ADD",
    "MAY_RECEIVE",
    "MAY_SETTLE",
    "MOST_PHOTOS",
    "NO_WITHDRAWAL",
    "PHOTOS_LIFE",
    "RETURN_MOVES",
    "RETURN_OPEN",
    "Approver",
    "Asked",
    "CaseLine",
    "CaseRow",
    "CountryRule",
    "ExclusionReason",
    "FeeNotAllowed",
    "Goods",
    "MakeExchange",
    "NewPhoto",
    "NothingToReturn",
    "PartialShipping",
    "Photo",
    "Pixels",
    "Reason",
    "Received",
    "ReceivedMoreThanApproved",
    "Replacement",
    "ReturnAmountWrong",
    "ReturnCase",
    "ReturnExceedsLine",
    "ReturnIdTaken",
    "ReturnKind",
    "ReturnPolicy",
    "ReturnPolicyWrong",
    "ReturnSource",
    "ReturnStatus",
    "ReturnedLine",
    "SendsExchange",
    "Settlement",
    "Statement",
    "TooManyPhotos",
    "UnknownPhoto",
    "UnknownReturn",
    "WrongReturnStatus",
    "add_photo",
    "case",
    "cases",
    "change_policy",
    "check_settlement",
    "check_units",
    "decide_case",
    "exclusions",
    "find_case",
    "forget_statements",
    "forget_words",
    "is_case_repeat",
    "is_in_time",
    "keep_money",
    "last_day",
    "list_cases",
    "move_buyer",
    "move_case",
    "new_photos",
    "note_exchange",
    "note_tracking",
    "open_case",
    "photo",
    "photos",
    "policy",
    "propose",
    "prune_photos",
    "prune_statements",
    "receive_case",
    "record",
    "record_statement",
    "refund_due",
    "require_return_move",
    "set_exclusion",
    "settle_case",
    "statement",
    "statements_of",
    "units_left",
    "unmatched_statements",
    "waiting_cases",
    "window_ends",
]


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """`amount_minor` is what went back for these units, above 0 as `quantity` is."""

    variant_id: UUID | None
    sku: str
    name: str
    quantity: int
    amount_minor: int


async def record(
    db: AsyncConnection,
    *,
    order: Order,
    return_id: UUID,
    lines: Sequence[ReturnedLine],
    reason: str,
    now: datetime,
    undone: bool = False,
) -> None:
    """Write down what came back of an order, once for each `return_id`.

    With `undone` it counters an earlier one: the money stayed with us after all.
    """
    sign = 1 if undone else -1
    await _store.insert(
        db,
        {
            "order_id": order.id,
            "id": return_id,
            "number": f"R-{ids.order_number()}",
            "channel": order.channel,
            "currency": order.currency,
            "customer_id": order.customer_id,
            "country": order.country,
            "total_minor": sign * sum(line.amount_minor for line in lines),
            "returned_at": now,
        },
        {
            "lines": list(range(1, len(lines) + 1)),
            "variant_ids": [line.variant_id for line in lines],
            "skus": [line.sku for line in lines],
            "names": [line.name for line in lines],
            "quantities": [sign * line.quantity for line in lines],
            "units_milli": [
                divide_half_up(line.amount_minor * MILLI, line.quantity) for line in lines
            ],
            "totals_minor": [sign * line.amount_minor for line in lines],
            "reasons": [reason for _ in lines],
        },
    )


async def move_buyer(db: AsyncConnection, customer_id: UUID, *, to: UUID) -> None:
    """All returns of one customer are another's."""
    await _store.move_buyer(db, customer_id, to)
