"""Staff of the proof: they act through the shop's doors, in transactions of their own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable, QueryCanceled

from lonja.bootstrap import Shop
from lonja.kernel.db import first, one
from lonja.payments.api import LIVE
from lonja_tools.proofs import must

CLERK: Final = "clerk@azulejo.example"
WITHIN_S: Final = 1_200.0
LOOK_S: Final = 0.25
TRIES: Final = 20
_LIVE: Final = sorted(LIVE)


@dataclass(slots=True)
class Desk:
    shop: Shop

    async def act[T](self, deed: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """One transaction; where the shop is too busy it is tried again, as its API says."""
        for _ in range(TRIES):
            try:
                async with self.shop.database.transaction() as db:
                    return await deed(db)
            except (LockNotAvailable, QueryCanceled):
                await asyncio.sleep(LOOK_S)
        raise AssertionError("the shop stays too busy")

    async def until(self, what: str, sql: str, **values: Any) -> None:
        """Wait for a question to be answered with true."""
        ends_at = time.monotonic() + WITHIN_S
        while True:
            async with self.shop.database.reading() as db:
                if await first(db, bool, sql, **values):
                    return
            must(time.monotonic() < ends_at, what, within_s=WITHIN_S, **values)
            await asyncio.sleep(LOOK_S)

    async def until_status(self, order_id: UUID, *statuses: str) -> None:
        await self.until(
            f"an order is {statuses}",
            "SELECT status = ANY(%(wanted)s) FROM orders WHERE id = %(order)s",
            order=order_id,
            wanted=list(statuses),
        )

    async def until_paid(self, order_id: UUID, *, is_promised: bool = False) -> None:
        """It is confirmed, and no payment of it is under way but one of the door."""
        await self.until(
            "an order is confirmed and its money taken",
            "SELECT status IN ('confirmed', 'partly_shipped', 'shipped', 'delivered')"
            " AND NOT EXISTS (SELECT FROM payment_attempts a WHERE a.order_id = o.id"
            " AND a.status = ANY(%(live)s) AND NOT (a.promised AND %(promised)s))"
            " FROM orders AS o WHERE id = %(order)s",
            order=order_id,
            live=_LIVE,
            promised=is_promised,
        )

    async def until_refunded(self, order_id: UUID) -> None:
        """Whatever of its refunds needs no person has ended."""
        await self.until(
            "refunds end",
            "SELECT NOT EXISTS (SELECT FROM refunds WHERE order_id = %(order)s"
            " AND status IN ('requested', 'sent', 'pending'))",
            order=order_id,
        )

    async def total_minor(self, order_id: UUID) -> int:
        async with self.shop.database.reading() as db:
            return await one(
                db, int, "SELECT total_minor FROM orders WHERE id = %(order)s", order=order_id
            )

    async def refund_vendor(self, order_id: UUID) -> str:
        return await self._one(
            "SELECT max(vendor_id) FROM refunds WHERE order_id = %(order)s", order_id
        )

    async def dispute_vendor(self, order_id: UUID) -> str:
        return await self._one(
            "SELECT max(vendor_id) FROM disputes WHERE order_id = %(order)s", order_id
        )

    async def _one(self, sql: str, order_id: UUID) -> str:
        async with self.shop.database.reading() as db:
            return await one(db, str, sql, order=order_id)

    async def vendor(self, order_id: UUID, kind: str) -> str:
        """The provider's id of its payment: a session, an intent or a charge."""
        async with self.shop.database.reading() as db:
            found = await one(
                db,
                str,
                "SELECT coalesce(max(vendor ->> %(kind)s), '') FROM payment_attempts"
                " WHERE order_id = %(order)s AND method = 'stripe'",
                order=order_id,
                kind=kind,
            )
        must(bool(found), "the shop knows the provider's id of a payment", kind=kind)
        return found
