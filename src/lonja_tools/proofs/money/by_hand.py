"""The end of the day: nobody pays any more, people transfer what no provider can, and all comes to rest."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import psycopg

from lonja.actions import settle_refund_by_hand
from lonja.kernel import clock
from lonja.kernel.db import rows
from lonja_tools.proofs import must
from lonja_tools.proofs.money.courses import Life
from lonja_tools.proofs.money.desk import CLERK, Desk
from lonja_tools.proofs.observed import LEFT, one
from lonja_tools.proofs.stage import Stage

PAUSE_S: Final = 0.5
_WAITING: Final = {
    **LEFT,
    "orders": "SELECT count(*) FROM orders WHERE status IN ('placed', 'paying', 'payment_failed',"
    " 'payment_pending', 'payment_action_required')",
    "payments": "SELECT count(*) FROM payment_attempts"
    " WHERE status IN ('open', 'needs_action', 'authorised', 'pending')",
    "refunds": "SELECT count(*) FROM refunds"
    " WHERE status IN ('requested', 'sent', 'pending', 'needs_person')",
    "documents": "SELECT count(*) FROM document_requests",
}


@dataclass(frozen=True, slots=True)
class _Needed:
    order_id: UUID
    id: UUID
    amount_minor: int


async def end(on: Stage, desk: Desk, lives: Iterable[Life], *, within_s: float) -> int:
    """Return how many refunds people transferred, once nothing of the shop waits for anything."""
    by_order = {life.order_id: life for life in lives}
    ends_at = time.monotonic() + within_s
    paid = 0
    await asyncio.to_thread(_end_holds, on)
    while True:
        paid += await _transfer_back(desk, by_order)
        waiting = await asyncio.to_thread(_left, on)
        if not waiting:
            return paid
        must(time.monotonic() < ends_at, "everything ends", waiting=waiting, after_s=within_s)
        await asyncio.sleep(PAUSE_S)


async def _transfer_back(desk: Desk, by_order: dict[UUID, Life]) -> int:
    async with desk.shop.database.reading() as db:
        needed = await rows(
            db,
            _Needed,
            "SELECT order_id, id, amount_minor FROM refunds WHERE status = 'needs_person'"
            " ORDER BY id",
        )
    for refund in needed:
        await desk.act(
            lambda db, refund=refund: settle_refund_by_hand.paid_by_hand(  # type: ignore[misc]
                db, order_id=refund.order_id, refund_id=refund.id, actor=CLERK, now=clock.now()
            )
        )
        by_order[refund.order_id].bank_minor -= refund.amount_minor
    return len(needed)


def _end_holds(on: Stage) -> None:
    """Half an hour passes for whoever has not paid: the hosts' own timers do the rest."""
    with psycopg.connect(on.database_url, autocommit=True) as db:
        db.execute("UPDATE holds SET expires_at = now()")


def _left(on: Stage) -> dict[str, int]:
    found = {name: int(one(on.database_url, sql)) for name, sql in _WAITING.items()}
    return {name: left for name, left in found.items() if left}
