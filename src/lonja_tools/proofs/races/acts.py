"""What the processes of the races do: one transaction each, as the shop's doors do it.

An act is sent to a process and its answer comes back as a word: `ok`, the code of a refusal, or
`busy`, where the shop asks to try again.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable, QueryCanceled

from lonja.actions import cancel_order, edit_order, place_order, refund_order, start_scheduled
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.adapters.test_gateway import METHOD
from lonja.carts import api as carts
from lonja.kernel import clock
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.shelf import api as shelf

OK: Final = "ok"
BUSY: Final = "busy"
CLERK: Final = "clerk@azulejo.example"
METHODS: Final = {METHOD.code: METHOD}
SEAL: Final = payments.TokenSeal("k" * 32)
POOL: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Buy a cart; `key` tells two tabs apart."""

    cart_id: UUID
    email: str
    key: str = ""
    seen_credit_minor: int | None = None

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        await place_order.place(
            db,
            place_order.Request(
                cart_id=self.cart_id,
                email=self.email,
                payment=place_order.Payment(METHOD.code, "approved"),
                seen_credit_minor=self.seen_credit_minor,
            ),
            key=self.key or str(self.cart_id),
            methods=METHODS,
            seal=SEAL,
            return_url=lambda _order, number, _language: f"http://shop.example/{number}",
            now=now,
        )


@dataclass(frozen=True, slots=True)
class ChangeCart:
    """Another tab of the same buyer: another quantity; 0 takes the line out."""

    cart_id: UUID
    sku: str
    quantity: int

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        if self.quantity:
            await carts.set_quantity(
                db, cart_id=self.cart_id, sku=self.sku, quantity=self.quantity, now=now
            )
        else:
            await carts.remove_line(db, cart_id=self.cart_id, sku=self.sku, now=now)


@dataclass(frozen=True, slots=True)
class EditOrder:
    order_id: UUID
    line: int
    quantity: int

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        version = len(await orders.edits(db, self.order_id))
        wanted = Wanted(version, {self.line: orders.LineEdit(self.quantity)})
        seen = await edit_order.preview(db, self.order_id, wanted, now=now)
        await edit_order.edit(
            db, order_id=self.order_id, edit_id=uuid7(), wanted=wanted,
            seen_total_minor=seen.after.total_minor, settlement=Settlement(), refund_limit=None,
            discount_limit=None, methods=METHODS, actor=CLERK, now=now,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refund:
    order_id: UUID
    minor: int

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        await refund_order.refund(
            db, order_id=self.order_id, refund_id=uuid7(),
            asked=payments.RefundRequested(payments.RefundReason.OTHER, self.minor),
            actor=CLERK, limit_minor=None, now=now,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cancel:
    order_id: UUID

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        await cancel_order.cancel(
            db, order_id=self.order_id, reason=cancel_order.CancelReason.OTHER, actor=CLERK, now=now
        )


@dataclass(frozen=True, slots=True)
class StartPrices:
    """What the clock does once a planned price begins."""

    async def do(self, db: AsyncConnection, now: datetime) -> None:
        await start_scheduled.start_scheduled(db, now=now)


type Act = Place | ChangeCart | EditOrder | Refund | Cancel | StartPrices


class _Process:
    """What a process keeps between two waves: its loop, and its connections to the shop."""

    runner: asyncio.Runner | None = None
    database: Database | None = None


def perform(url: str, acts: Sequence[Act], at: float) -> list[str]:
    """Do all of them at once, from a moment that the processes share (seconds since 1970)."""
    if _Process.runner is None:
        _Process.runner = asyncio.Runner()
    return _Process.runner.run(_perform(url, acts, at))


async def _perform(url: str, acts: Sequence[Act], at: float) -> list[str]:
    if _Process.database is None:
        _Process.database = Database(
            url, pool_size=POOL, refresh=shelf.refresh, application="lonja races"
        )
    database = _Process.database
    await asyncio.sleep(max(0.0, at - time.time()))
    return list(await asyncio.gather(*(_done(database, act) for act in acts)))


async def _done(database: Database, act: Act) -> str:
    try:
        async with database.transaction() as db:
            await act.do(db, clock.now())
    except Refused as refused:
        return refused.code
    except (LockNotAvailable, QueryCanceled):
        return BUSY
    return OK
