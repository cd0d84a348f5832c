"""A shop that sells through its doors alone, without HTTP: what tests of money and stock share."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from tests.support.asking import scalar

from lonja.actions import allocate_order, place_order
from lonja.adapters.test_gateway import METHOD
from lonja.carts import api as carts
from lonja.fulfilment import api as fulfilment
from lonja.kernel.address import Address
from lonja.kernel.db import Database
from lonja.kernel.errors import Refused
from lonja.orders import api as orders
from lonja.payments import api as payments

NOW: Final = datetime(2026, 5, 4, 12, tzinfo=UTC)
SEAL: Final = payments.TokenSeal("k" * 32)
STATUSES: Final = (
    "placed", "paying", "payment_action_required", "payment_failed", "confirmed", "shipped",
    "delivered", "cancelled",
)  # fmt: skip


def address(country: str = "ES") -> Address:
    """An address that its country's post takes."""
    return Address(
        name="Ana Prueba",
        line1="Calle Mayor 1",
        city="Madrid",
        postal_code={"JP": "100-0001"}.get(country, "28001"),
        country=country,
        region="Madrid",
    )


async def fill_cart(
    database: Database,
    lines: Mapping[str, int],
    *,
    codes: Sequence[str] = (),
    gift_cards: Sequence[UUID] = (),
    country: str = "ES",
    currency: str = "EUR",
    way: str = "standard",
) -> UUID:
    """A cart that may be paid: SKU → units, where it goes and how it travels."""
    async with database.transaction() as db:
        cart = await carts.open_cart(db, currency=currency, language="en", now=NOW)
        for sku, quantity in lines.items():
            await carts.add_line(db, cart_id=cart.id, sku=sku, quantity=quantity, now=NOW)
        await carts.set_address(db, cart_id=cart.id, address=address(country), now=NOW)
        await carts.set_shipping(db, cart_id=cart.id, code=way, now=NOW)
        for code in codes:
            await carts.put_code(db, cart_id=cart.id, code=code, now=NOW)
        for card in gift_cards:
            await carts.put_gift_card(db, cart_id=cart.id, account_id=card, now=NOW)
    return cart.id


async def place(
    database: Database,
    cart_id: UUID,
    *,
    key: str = "",
    token: str = "approved",
    method: payments.Method = METHOD,
    email: str = "ana@example.com",
    client: str | None = None,
    now: datetime = NOW,
    **options: Any,
) -> place_order.Placed:
    """The cart as an order, in a transaction of its own; its own id is the key where none is given."""
    request = place_order.Request(
        cart_id=cart_id,
        email=email,
        payment=place_order.Payment(method.code, token if method.kind == "token" else ""),
        **options,
    )
    async with database.transaction() as db:
        return await place_order.place(
            db,
            request,
            key=key or str(cart_id),
            methods={method.code: method},
            seal=SEAL,
            return_url=lambda _order, number, language: f"http://shop.example/{language}/{number}",
            client=client,
            now=now,
        )


async def an_order(database: Database, lines: Mapping[str, int], *, status: str = "placed") -> UUID:
    """An order of `lines` that has gone to `status` by moves of the table."""
    order_id = (await place(database, await fill_cart(database, lines))).order_id
    for step in _way_to(status):
        await move(database, order_id, step)
    return order_id


async def move(database: Database, order_id: UUID, to: str) -> None:
    async with database.transaction() as db:
        order = await orders.lock(db, order_id)
        await orders.move(db, order=order, to=to, at=NOW, actor="test")
        if to in {"shipped", "delivered"}:
            await _move_parcels(db, order_id, fulfilment.ShipmentStatus(to))
        if to == "confirmed":
            await allocate_order.allocate(db, order, now=NOW)
            await _capture(db, order_id)


async def _move_parcels(db: AsyncConnection, order_id: UUID, to: fulfilment.ShipmentStatus) -> None:
    """All that lies ready leaves in one parcel, or that parcel arrives."""
    planned = await fulfilment.plan(
        db, order_id=order_id, shipment_id=order_id, actor="test", now=NOW
    )
    for one in planned:
        await fulfilment.move(db, order_id=order_id, shipment_id=one.id, to=to, now=NOW)


async def _capture(db: AsyncConnection, order_id: UUID) -> None:
    attempt = await payments.live_attempt(db, order_id)
    if attempt is not None:
        taken = payments.Captured({}, attempt.amount)
        kind = payments.MoveKind.CAPTURED
        await payments.record(db, attempt, taken, kind=kind, now=NOW)


def _way_to(status: str) -> tuple[str, ...]:
    """The shortest way from `placed`."""
    ways: list[tuple[str, ...]] = [()]
    for way in ways:  # grows while it is read
        stands = way[-1] if way else "placed"
        if stands == status:
            return way
        ways += [(*way, to) for to in STATUSES if to not in way and orders.may_move(stands, to)]
    raise AssertionError(f"no order ever is {status}")


async def race[T](*acts: Coroutine[Any, Any, T]) -> list[T | Refused]:
    """What each gave or was refused with, all at once; anything else that is raised is a fault."""

    async def tried(act: Coroutine[Any, Any, T]) -> T | Refused:
        try:
            return await act
        except Refused as refused:
            return refused

    return list(await asyncio.gather(*(tried(act) for act in acts)))


async def waits_for_a_lock(database: Database) -> bool:
    """Whether a statement comes to wait for a lock within three seconds."""
    async with database.reading() as db:
        for _ in range(300):
            if await scalar(
                db,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock'",
            ):
                return True
            await asyncio.sleep(0.01)
    return False
