"""What is kept longer than the shop has said goes: kind by kind, piece by piece, once a day."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.erase_customer import CustomerHasOpenOrders, erase_customer
from lonja.carts import api as carts
from lonja.customers import api as customers
from lonja.imports import api as imports
from lonja.kernel.transaction import savepoint
from lonja.notifications import api as notifications
from lonja.orders import api as orders
from lonja.retention import api as retention
from lonja.retention.api import DataKind
from lonja.staff import api as staff

MOST_COUNTED: Final = 1_000_000
ACTOR: Final = "retention"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece may touch; `secret` keys the digests of people who are forgotten."""

    before: datetime
    now: datetime
    limit: int
    secret: str


@dataclass(frozen=True, slots=True)
class _Kind:
    count: Callable[[AsyncConnection, datetime], Awaitable[int]]
    forget: Callable[[AsyncConnection, Piece], Awaitable[int]]


async def would_go(
    db: AsyncConnection, kind: DataKind, keep_days: int | None, *, now: datetime
) -> int:
    """How many would go now if this kind were kept for so long; changes nothing."""
    rule = (await retention.rules(db))[kind]
    days = None if keep_days is None else max(keep_days, rule.least_days)
    before = retention.before(kind, days, now=now)
    return 0 if before is None else await _KINDS[kind].count(db, before)


async def remove_piece(
    db: AsyncConnection, kind: DataKind, *, limit: int, secret: str, now: datetime
) -> int:
    """Take out the oldest of what is too old; how many went. 0 once nothing is left."""
    rule = (await retention.rules(db))[kind]
    before = retention.before(kind, rule.keep_days, now=now)
    if before is None:
        return 0
    return await _KINDS[kind].forget(db, Piece(before, now, limit, secret))


async def _customers(db: AsyncConnection, piece: Piece) -> int:
    gone = 0
    for customer_id in await customers.idle(db, before=piece.before, limit=piece.limit // 10):
        gone += await _customer(db, customer_id, piece)
    return gone


async def _customer(db: AsyncConnection, customer_id: UUID, piece: Piece) -> int:
    """0 for one whose first order is under way."""
    try:
        async with savepoint(db):
            await erase_customer(db, customer_id, secret=piece.secret, actor=ACTOR, now=piece.now)
    except CustomerHasOpenOrders:
        return 0
    return 1


_KINDS: Final[Mapping[DataKind, _Kind]] = {
    DataKind.CARTS: _Kind(
        lambda db, before: carts.count_idle(db, before=before, most=MOST_COUNTED),
        lambda db, piece: carts.forget_idle(db, before=piece.before, limit=piece.limit),
    ),
    DataKind.CUSTOMERS: _Kind(
        lambda db, before: customers.count_idle(db, before=before, most=MOST_COUNTED),
        _customers,
    ),
    DataKind.CANCELLED_ORDERS: _Kind(
        lambda db, before: orders.count_cancelled(db, before=before, most=MOST_COUNTED),
        lambda db, piece: orders.forget_cancelled(
            db, before=piece.before, now=piece.now, limit=piece.limit
        ),
    ),
    DataKind.ORDERS: _Kind(
        lambda db, before: orders.count_ended(db, before=before, most=MOST_COUNTED),
        lambda db, piece: orders.forget_ended(
            db, before=piece.before, now=piece.now, limit=piece.limit
        ),
    ),
    DataKind.MAILS: _Kind(
        lambda db, before: notifications.count_settled(db, before=before, most=MOST_COUNTED),
        lambda db, piece: notifications.forget_settled(db, before=piece.before, limit=piece.limit),
    ),
    DataKind.IMPORTS: _Kind(
        lambda db, before: imports.count_ended(db, before=before, most=MOST_COUNTED),
        lambda db, piece: imports.forget_ended(db, before=piece.before, limit=piece.limit),
    ),
    DataKind.SESSIONS: _Kind(
        lambda db, before: staff.count_ended_sessions(db, before=before, most=MOST_COUNTED),
        lambda db, piece: staff.forget_ended_sessions(db, before=piece.before, limit=piece.limit),
    ),
}
